// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import io.duplex.protocol.gtid.Gtid;

/**
 * Where a transaction was first committed by a user.
 *
 * @param site the site's id, 0 when the source has none configured
 * @param gtid the transaction's GTID there
 */
public record Origin(int site, Gtid gtid) {}

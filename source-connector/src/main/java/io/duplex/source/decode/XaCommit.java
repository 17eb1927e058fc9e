// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.source.binlog.RawEvent;

/**
 * An XA transaction was committed, and its events are to come now.
 *
 * @param gtid of the commit
 * @param decision the event that committed it: XA COMMIT, or the XA PREPARE of ONE PHASE
 */
public record XaCommit(XaBranch branch, Gtid gtid, RawEvent decision) {}

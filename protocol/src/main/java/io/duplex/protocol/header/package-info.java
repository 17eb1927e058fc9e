// SPDX-License-Identifier: Apache-2.0
/** Duplex's own record headers: what Debezium's records cannot say. */
@NullMarked
package io.duplex.protocol.header;

import org.jspecify.annotations.NullMarked;

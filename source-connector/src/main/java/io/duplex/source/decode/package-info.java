// SPDX-License-Identifier: Apache-2.0
/** Turns binlog events into transactions, rows and DDL statements; no I/O, no threads. */
@NullMarked
package io.duplex.source.decode;

import org.jspecify.annotations.NullMarked;

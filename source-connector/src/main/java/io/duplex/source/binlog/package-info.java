// SPDX-License-Identifier: Apache-2.0
/** Reads the source's binlog: connection, reconnection, back-pressure, and the layout of the events. */
@NullMarked
package io.duplex.source.binlog;

import org.jspecify.annotations.NullMarked;

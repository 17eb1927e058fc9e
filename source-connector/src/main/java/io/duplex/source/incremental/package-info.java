// SPDX-License-Identifier: Apache-2.0
/** Reads tables chunk by chunk while the binlog goes on, so that no row is older than a change told before it. */
@NullMarked
package io.duplex.source.incremental;

import org.jspecify.annotations.NullMarked;

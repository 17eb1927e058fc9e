// SPDX-License-Identifier: Apache-2.0
/** The first copy: a consistent state of the captured tables, from which the binlog goes on without gap or overlap. */
@NullMarked
package io.duplex.source.snapshot;

import org.jspecify.annotations.NullMarked;

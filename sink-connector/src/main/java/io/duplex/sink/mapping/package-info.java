// SPDX-License-Identifier: Apache-2.0
/** Gives units the target's names of databases, tables and columns, and chooses the target's rows. */
@NullMarked
package io.duplex.sink.mapping;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import org.jspecify.annotations.Nullable;

/** Computes a value of one row; null is SQL NULL. */
@FunctionalInterface
interface Evaluator {
    @Nullable
    Object of(RowImage row);
}

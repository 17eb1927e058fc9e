// SPDX-License-Identifier: Apache-2.0
/** Measurements of the parts that every row or every transaction passes. */
@NullMarked
package io.duplex.benchmarks;

import org.jspecify.annotations.NullMarked;

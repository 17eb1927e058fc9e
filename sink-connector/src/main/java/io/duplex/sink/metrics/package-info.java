// SPDX-License-Identifier: Apache-2.0
/** What is told about the work of the steps behind, beside the log: numbers, and the MBeans that show them. */
@NullMarked
package io.duplex.sink.metrics;

import org.jspecify.annotations.NullMarked;

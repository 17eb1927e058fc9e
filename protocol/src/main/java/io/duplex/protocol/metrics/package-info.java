// SPDX-License-Identifier: Apache-2.0
/** What source and sink measure with: numbers, distributions of times, and MBeans that show them. */
@NullMarked
package io.duplex.protocol.metrics;

import org.jspecify.annotations.NullMarked;

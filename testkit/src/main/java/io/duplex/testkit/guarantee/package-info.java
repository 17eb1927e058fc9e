// SPDX-License-Identifier: Apache-2.0
/** The guarantees as objects: each observes real servers while a test runs and asserts at its end. */
@NullMarked
package io.duplex.testkit.guarantee;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** A real schema registry for tests and benchmarks. */
@org.jspecify.annotations.NullMarked
package io.duplex.testkit.registry;

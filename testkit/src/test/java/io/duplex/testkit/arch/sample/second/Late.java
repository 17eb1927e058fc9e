// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch.sample.second;

/** The step that comes after the first. */
public final class Late {}

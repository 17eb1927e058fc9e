// SPDX-License-Identifier: Apache-2.0
/** The demo: two sites that replicate into each other, started by one command. */
@NullMarked
package io.duplex.testkit.demo;

import org.jspecify.annotations.NullMarked;

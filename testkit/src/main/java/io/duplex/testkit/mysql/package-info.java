// SPDX-License-Identifier: Apache-2.0
/** Real MySQL servers of several versions on free loopback ports. */
@NullMarked
package io.duplex.testkit.mysql;

import org.jspecify.annotations.NullMarked;

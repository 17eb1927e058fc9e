// SPDX-License-Identifier: Apache-2.0
/** Faults of the network between a client and a server. */
@NullMarked
package io.duplex.testkit.fault;

import org.jspecify.annotations.NullMarked;

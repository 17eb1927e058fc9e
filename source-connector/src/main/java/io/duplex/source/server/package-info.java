// SPDX-License-Identifier: Apache-2.0
/** The source server: how to reach it, what it must allow, and what it says of itself. */
@NullMarked
package io.duplex.source.server;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The target server: how to reach it and what it must allow. */
@NullMarked
package io.duplex.sink.server;

import org.jspecify.annotations.NullMarked;

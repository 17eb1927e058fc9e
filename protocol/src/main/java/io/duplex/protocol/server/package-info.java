// SPDX-License-Identifier: Apache-2.0
/** Where MySQL servers are, as options of both connectors name them. */
@NullMarked
package io.duplex.protocol.server;

import org.jspecify.annotations.NullMarked;

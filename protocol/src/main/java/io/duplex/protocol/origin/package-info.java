// SPDX-License-Identifier: Apache-2.0
/** Who committed a transaction first, and how a target's binlog tells it. */
@NullMarked
package io.duplex.protocol.origin;

import org.jspecify.annotations.NullMarked;

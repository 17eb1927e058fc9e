// SPDX-License-Identifier: Apache-2.0
/** Where in the source's binlog an event is, and what Kafka Connect keeps of it. */
@NullMarked
package io.duplex.source.position;

import org.jspecify.annotations.NullMarked;

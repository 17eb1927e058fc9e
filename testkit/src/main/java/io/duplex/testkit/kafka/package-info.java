// SPDX-License-Identifier: Apache-2.0
/** A real Kafka broker as a child process, and what tests do with its topics. */
@NullMarked
package io.duplex.testkit.kafka;

import org.jspecify.annotations.NullMarked;

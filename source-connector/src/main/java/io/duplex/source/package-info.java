// SPDX-License-Identifier: Apache-2.0
/** The source connector: Kafka Connect's classes and the wiring of the steps, which lie in the packages below. */
@NullMarked
package io.duplex.source;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Step 3 of 4: decides what is applied when, and which Kafka offsets are done. */
@NullMarked
package io.duplex.sink.schedule;

import org.jspecify.annotations.NullMarked;

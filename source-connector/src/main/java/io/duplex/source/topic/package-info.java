// SPDX-License-Identifier: Apache-2.0
/** Step 6 of 6: decides in which topic, and in how many records, a message goes to Kafka. */
@NullMarked
package io.duplex.source.topic;

import org.jspecify.annotations.NullMarked;

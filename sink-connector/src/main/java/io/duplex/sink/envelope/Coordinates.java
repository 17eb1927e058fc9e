// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import org.apache.kafka.common.TopicPartition;

/**
 * Where a record lies in Kafka, before any transformation renamed its topic.
 *
 * @param source name ({@code topic.prefix}) of the source whose stream this is
 */
public record Coordinates(String topic, int partition, long offset, String source) {

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    /** Returns {@code topic-partition@offset}, as messages name a record. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

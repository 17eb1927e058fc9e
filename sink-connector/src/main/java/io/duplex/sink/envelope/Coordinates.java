// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import org.apache.kafka.common.TopicPartition;

/**
 * Where a record lies in Kafka, before any transformation renamed its topic; or where it would lie if all topics of its
 * source were merged into one.
 *
 * @param source name ({@code topic.prefix}) of the source whose stream this is
 * @param shown the place in Kafka, as messages name it
 */
public record Coordinates(String topic, int partition, long offset, String source, String shown) {
    /** Stands, after the source's name, for all topics of a source. */
    private static final String MERGED = ".*";

    /** Where a record lies. */
    public Coordinates(String topic, int partition, long offset, String source) {
        this(topic, partition, offset, source, "");
    }

    /** Returns the place, from 0, that this record has among all of its source. */
    public Coordinates merged(long number) {
        return new Coordinates(source + MERGED, 0, number, source, toString());
    }

    /** Returns the partition that all records of a source would be in. */
    public static TopicPartition mergedPartition(String source) {
        return new TopicPartition(source + MERGED, 0);
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    /** Returns {@code topic-partition@offset}, as messages name a record. */
    @Override
    public String toString() {
        return shown.isEmpty() ? topic + "-" + partition + "@" + offset : shown;
    }
}

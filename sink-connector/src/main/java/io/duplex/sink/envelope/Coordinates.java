// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where a record lies in Kafka, before any transformation renamed its topic; or where it would lie if all topics of its
 * source were merged into one.
 *
 * @param source name ({@code topic.prefix}) of the source whose stream this is
 * @param place of a merged record, where it lies in Kafka
 */
public record Coordinates(
        String topic,
        int partition,
        long offset,
        String source,
        @Nullable Coordinates place) {
    /** Stands, after the source's name, for all topics of a source. */
    private static final String MERGED = ".*";

    /** Where a record lies. */
    public Coordinates(String topic, int partition, long offset, String source) {
        this(topic, partition, offset, source, null);
    }

    /** Returns where this record has its number among all records of its source. */
    public Coordinates merged(long number) {
        return new Coordinates(source + MERGED, 0, number, source, this);
    }

    /** Returns the partition that all records of a source are merged into. */
    public static TopicPartition mergedPartition(String source) {
        return new TopicPartition(source + MERGED, 0);
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    /** Tells whether this is a place among all records of a source. */
    public boolean isMerged() {
        return place != null;
    }

    /** Returns {@code topic-partition@offset}, as messages name a record. */
    @Override
    public String toString() {
        Coordinates shown = place == null ? this : place;
        return shown.topic + "-" + shown.partition + "@" + shown.offset;
    }
}

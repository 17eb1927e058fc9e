// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.sink.envelope.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class MergedSourceTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final int ROWS = 5_000;

    @Test
    void aLargeTransactionTakesOnePlaceHoweverManyRowsItHas() {
        Set<String> subscribed =
                Set.of(TableTopics.topic(0), TableTopics.topic(1), TableTopics.topic(2), TableTopics.topic(3));
        TableTopics topics = new TableTopics(new Random(7), true, subscribed).large(ROWS);
        MergedSource source = new MergedSource(
                TableTopics.SOURCE,
                new AssemblyOptions(10, 1 << 20, 3),
                topic -> topic.equals(TableTopics.SOURCE) || subscribed.contains(topic),
                NOW);
        List<Received> out = new ArrayList<>();
        int most = 0;
        Instant now = NOW;

        for (Received record : topics.inOrder()) {
            now = now.plusSeconds(1);
            source.add(record, now);
            source.drain(gtid -> false, now, out::add);
            most = Math.max(most, source.places());
        }

        assertThat(out.get(out.size() - 1)).isInstanceOf(Received.End.class);
        assertThat(most).isLessThan(20);
        assertThat(source.committable(Long.MAX_VALUE)).isEqualTo(ends(topics));
        assertThat(source.places()).isZero();
    }

    @Test
    void theEndOfATransactionIsLookedForWhenNothingCanBeHandedOutWithoutIt() {
        Set<String> subscribed = Set.of(TableTopics.topic(1), TableTopics.topic(2));
        TableTopics topics = new TableTopics(new Random(7), true, subscribed).large(ROWS);
        MergedSource source = new MergedSource(
                TableTopics.SOURCE,
                new AssemblyOptions(10, 1 << 20, 3),
                topic -> topic.equals(TableTopics.SOURCE) || subscribed.contains(topic),
                NOW);
        Duration half = new AssemblyOptions(10, 1 << 20, 3).merge().timeout().dividedBy(2);
        List<Received> out = new ArrayList<>();
        Instant now = NOW;

        for (Received record : topics.inOrder()) {
            source.add(record, now);
            source.drain(gtid -> false, now, out::add);
            now = now.plus(half);
            source.requireInTime(now);
        }

        assertThat(source.mustReadAgain()).isTrue();
        assertThat(out).noneMatch(Received.End.class::isInstance);
        assertThat(source.ahead()).isEmpty();
        assertThat(source.restart().values()).containsOnly(0L);
        out.clear();
        for (Received record : topics.inOrder()) {
            now = now.plusSeconds(1);
            source.add(record, now);
            source.drain(gtid -> ended(out), now, out::add);
        }
        assertThat(source.mustReadAgain()).isFalse();
        assertThat(out).hasSize(topics.expected.get(0).size());
        assertThat(out.get(out.size() - 1)).isInstanceOf(Received.End.class);
    }

    private static boolean ended(List<Received> out) {
        return !out.isEmpty() && out.get(out.size() - 1) instanceof Received.End;
    }

    private static Map<TopicPartition, Long> ends(TableTopics topics) {
        return topics.partitions.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry ->
                (long) entry.getValue().size()));
    }
}

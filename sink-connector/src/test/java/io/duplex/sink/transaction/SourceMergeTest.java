// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.TopicPartition;

class SourceMergeTest {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int POLLED = 5;
    private static final long ROW = 900;
    private static final AssemblyOptions SMALL =
            new AssemblyOptions(10, 1 << 20, 3, new MergeOptions(20_000, Duration.ofMinutes(1), QUIET));

    @Property(tries = 100)
    void theSourcesSequenceComesOutWhateverTheInterleaving(@ForAll long seed) {
        Random random = new Random(seed);
        Reader reader = new Reader(random, topics(random, true).send(30).write(0));

        reader.readAll(0);

        reader.verify();
    }

    @Property(tries = 200)
    void whatIsSentOrDeliveredAgainChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        Reader reader = new Reader(random, topics(random, true).send(30).write(random.nextInt(4)));

        reader.readAll(random.nextInt(6));

        reader.verify();
    }

    @Property(tries = 200)
    void schemaChangesOfDebeziumsArePutBetweenByTheirNumbers(@ForAll long seed) {
        Random random = new Random(seed);
        Reader reader = new Reader(random, topics(random, false).send(30).write(random.nextInt(3)));

        reader.readAll(random.nextInt(4));

        reader.verify();
    }

    private static TableTopics topics(Random random, boolean chained) {
        Set<String> subscribed = new TreeSet<>();
        for (int table = 0; table < TableTopics.TABLES; table++) {
            if (random.nextInt(4) > 0) {
                subscribed.add(TableTopics.topic(table));
            }
        }
        return new TableTopics(random, chained, subscribed);
    }

    /** Reads the topics as a task does: what it has handed out is on the target, what is paused is not read. */
    private static final class Reader {
        final List<List<String>> whole = new ArrayList<>();
        final TableTopics topics;
        private final Random random;
        private final Set<Gtid> applied = new HashSet<>();
        private final Map<TopicPartition, Integer> positions = new HashMap<>();
        private final Map<TopicPartition, Integer> committed = new HashMap<>();
        private SourceMerge merge;
        private Instant now = Instant.EPOCH;
        private List<String> current = new ArrayList<>();
        private Gtid gtid = Gtid.of("3e11fa47-71ca-11e1-9e33-c80aa9429562", 1);

        Reader(Random random, TableTopics topics) {
            this.random = random;
            this.topics = topics;
            this.merge = merge();
        }

        private SourceMerge merge() {
            return new SourceMerge(
                    TableTopics.SOURCE,
                    SMALL,
                    topic -> topic.equals(TableTopics.SOURCE) || topics.subscribed.contains(topic));
        }

        void readAll(int restarts) {
            int records =
                    topics.partitions.values().stream().mapToInt(List::size).sum();
            Set<Integer> kills = new HashSet<>();
            for (int i = 0; i < restarts; i++) {
                kills.add(random.nextInt(records + 1));
            }
            for (int step = 0, idle = 0; idle < 3; step++) {
                int before = whole.size();
                idle = poll() ? 0 : idle + 1;
                if (idle > 0) {
                    now = now.plus(QUIET);
                }
                drain();
                idle = whole.size() > before ? 0 : idle;
                if (kills.remove(step)) {
                    restart();
                }
            }
        }

        void verify() {
            for (int i = 0; i < Math.min(whole.size(), topics.expected.size()); i++) {
                assertThat(whole.get(i)).isEqualTo(topics.expected.get(i));
            }
            assertThat(whole.size()).as(merge.waitingFor()).isEqualTo(topics.expected.size());
        }

        private boolean poll() {
            Set<TopicPartition> paused = merge.ahead();
            List<TopicPartition> readable = new ArrayList<>();
            topics.partitions.forEach((partition, log) -> {
                if (!paused.contains(partition) && position(partition) < log.size()) {
                    readable.add(partition);
                }
            });
            if (readable.isEmpty()) {
                return false;
            }
            TopicPartition partition = readable.get(random.nextInt(readable.size()));
            List<Received> log = topics.partitions.getOrDefault(partition, List.of());
            for (int i = 1 + random.nextInt(POLLED); i > 0 && position(partition) < log.size(); i--) {
                merge.add(log.get(position(partition)), now);
                positions.merge(partition, 1, Integer::sum);
            }
            return true;
        }

        private int position(TopicPartition partition) {
            return positions.getOrDefault(partition, 0);
        }

        private void drain() {
            merge.drain(applied::contains, now, this::take);
            long bound = SMALL.merge().maxBytesAhead()
                    + (SMALL.maxRows() + (long) topics.partitions.size() * (POLLED + 1)) * ROW;
            assertThat(merge.bytes()).isLessThan(bound);
            if (random.nextBoolean()) {
                merge.done().forEach((partition, offset) -> committed.put(partition, offset.intValue()));
            }
        }

        /** The target rolls back what is not whole; Kafka delivers from the committed offsets on. */
        private void restart() {
            current = new ArrayList<>();
            merge = merge();
            positions.clear();
            positions.putAll(committed);
        }

        private void take(Received record) {
            if (record instanceof Received.Begin begin) {
                current.add("begin " + begin.header().gtid().number());
                gtid = begin.header().gtid();
            } else if (record instanceof Received.Ddl ddl) {
                if (current.isEmpty()) {
                    whole.add(List.of(ddl.statement()));
                    applied.add(ddl.header().gtid());
                } else {
                    current.add(ddl.statement());
                }
            } else if (record instanceof Received.Row row) {
                current.add(row.change()
                                .before()
                                .map(before -> before.get(0) + "->")
                                .orElse("")
                        + row.change().after().orElseThrow().get(0));
            } else if (record instanceof Received.End end) {
                current.add("end " + end.eventCount());
                whole.add(current);
                applied.add(gtid);
                current = new ArrayList<>();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * A source with several topics as a stream of one partition, whose offsets are running numbers; knows which offsets of
 * the topics' partitions a number stands for: one place for a transaction, however large. Not thread-safe.
 */
public final class MergedSource {
    /** Numbers grow from task to task, as offsets do: fewer records than this come in a millisecond. */
    private static final long NUMBERS_PER_MILLISECOND = 1_000_000;

    private final String source;
    private final SourceMerge merge;
    private final Numbered numbers;
    private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();
    private final Map<TopicPartition, Long> durable = new HashMap<>();
    /** Nothing was handed out below this number that counts. */
    private long begin;

    /** The offsets to read on from when all records below the number are durable. */
    private record Checkpoint(long number, Map<TopicPartition, Long> offsets) {}

    /**
     * Begins with nothing read.
     *
     * @param source its {@code topic.prefix}
     * @param subscribed tells whether a topic is read, whether its partitions are assigned yet or not
     */
    public MergedSource(String source, AssemblyOptions options, Predicate<String> subscribed, Instant now) {
        this.source = source;
        this.merge = new SourceMerge(source, options, subscribed);
        this.numbers = new Numbered(now.toEpochMilli() * NUMBERS_PER_MILLISECOND);
        this.begin = numbers.next();
    }

    /** Returns where the next record will be. */
    public Coordinates at() {
        return new Coordinates(source, 0, 0, source).merged(numbers.next());
    }

    /** Takes the next record of its partition. */
    public void add(Received record, Instant now) {
        Coordinates at = record.coordinates();
        durable.putIfAbsent(at.topicPartition(), at.offset());
        merge.add(record, now);
    }

    /** Hands out what is next, with its numbers, as {@link SourceMerge#drain} does. */
    public void drain(Predicate<Gtid> applied, Instant now, Consumer<Received> out) {
        merge.drain(applied, now, record -> out.accept(record.accept(numbers)));
        Map<TopicPartition, Long> offsets = merge.done();
        if (offsets.isEmpty()) {
            return;
        }
        Checkpoint last = checkpoints.peekLast();
        if (last != null && last.number() == numbers.next()) {
            last.offsets().putAll(offsets);
        } else {
            checkpoints.add(new Checkpoint(numbers.next(), offsets));
        }
    }

    /**
     * Returns the offsets to read on from.
     *
     * @param number all records below it are durable on the target; less than any when none was handed out
     */
    public Map<TopicPartition, Long> committable(long number) {
        long below = Math.max(number, begin);
        for (Checkpoint first = checkpoints.peek();
                first != null && first.number() <= below;
                first = checkpoints.peek()) {
            durable.putAll(first.offsets());
            checkpoints.remove();
        }
        return durable;
    }

    /** Returns how many places are kept whose records may not be durable. */
    int places() {
        return checkpoints.size();
    }

    /** Forgets all that is not durable; returns from where it is to be read again. */
    public Map<TopicPartition, Long> restart() {
        checkpoints.clear();
        merge.forget();
        begin = numbers.next();
        return Map.copyOf(durable);
    }

    /** Forgets partitions that are no longer read here. */
    public void leave(Set<TopicPartition> partitions) {
        durable.keySet().removeAll(partitions);
    }

    /** Tells whether any of these partitions was read here. */
    public boolean reads(Set<TopicPartition> partitions) {
        return durable.keySet().stream().anyMatch(partitions::contains);
    }

    /** Returns the partitions that are too far ahead to be read on. */
    public Set<TopicPartition> ahead() {
        return merge.ahead();
    }

    /** Tells whether nothing is held that time alone could hand out. */
    public boolean isIdle() {
        return merge.isIdle();
    }

    /** Notes that nothing could be read until now. */
    public void postpone(Instant now) {
        merge.postpone(now);
    }

    /** Tells whether all that is not durable is to be read again, now that its end is known. */
    public boolean mustReadAgain() {
        return merge.mustReadAgain();
    }

    /**
     * Checks that what must come has not been waited for in vain.
     *
     * @throws org.apache.kafka.connect.errors.DataException that names what is missing
     */
    public void requireInTime(Instant now) {
        merge.requireInTime(now);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.MergedSource;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The sources of which this task reads several topics. */
final class MergedSources {
    private final AssemblyOptions options;
    private final Predicate<String> subscribed;
    private final Map<String, MergedSource> sources = new HashMap<>();

    MergedSources(AssemblyOptions options, Predicate<String> subscribed) {
        this.options = options;
        this.subscribed = subscribed;
    }

    MergedSource of(String source, Instant now) {
        return sources.computeIfAbsent(source, name -> new MergedSource(name, options, subscribed, now));
    }

    Collection<MergedSource> all() {
        return sources.values();
    }

    /** Returns the partitions that are too far ahead to be read on. */
    Set<TopicPartition> ahead() {
        Set<TopicPartition> ahead = new HashSet<>();
        sources.values().forEach(source -> ahead.addAll(source.ahead()));
        return ahead;
    }

    /** Tells whether nothing is held. */
    boolean isIdle() {
        return sources.values().stream().allMatch(MergedSource::isIdle);
    }

    /** Notes that nothing could be read until now. */
    void postpone(Instant now) {
        sources.values().forEach(source -> source.postpone(now));
    }

    /** Returns the offsets with those of the topics instead of the numbers of merged sources' records. */
    Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> durable) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(durable);
        sources.forEach((name, source) -> {
            OffsetAndMetadata number = offsets.remove(Coordinates.mergedPartition(name));
            source.committable(number == null ? 0 : number.offset())
                    .forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        });
        return offsets;
    }

    /** Forgets the places of what is durable, as Connect asks for offsets too seldom for them to be kept until then. */
    void forgetPlaces(Map<TopicPartition, OffsetAndMetadata> durable) {
        if (!sources.isEmpty()) {
            committable(durable);
        }
    }

    /** Returns from where the partitions of the source are to be read again. */
    Map<TopicPartition, Long> restart(String source, Instant now) {
        return of(source, now).restart();
    }

    /**
     * Forgets partitions that are no longer read here.
     *
     * @return the names of the sources of which others are read here, which are to be read again
     */
    Set<String> leave(Set<TopicPartition> partitions) {
        Set<String> touched = new HashSet<>();
        sources.forEach((name, source) -> {
            if (source.reads(partitions)) {
                source.leave(partitions);
                touched.add(name);
            }
        });
        return touched;
    }
}

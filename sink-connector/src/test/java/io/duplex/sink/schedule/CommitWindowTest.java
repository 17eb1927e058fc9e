// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.sink.envelope.Coordinates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CommitWindowTest {
    private static final TopicPartition PARTITION = new TopicPartition("shop.stream", 0);

    private final CommitWindow window = new CommitWindow();

    @Property
    void offsetsAreDurableBelowNeverGoBackAndNeverLieInsideAUnit(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 9) Integer> sizes, @ForAll long seed) {
        CommitWindow fresh = new CommitWindow();
        List<Long> ends = new ArrayList<>();
        List<CommitWindow.Ticket> tickets = new ArrayList<>();
        long next = 0;
        for (int size : sizes) {
            tickets.add(fresh.register(at(next)));
            next += size;
            ends.add(next);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        Set<Integer> durable = new HashSet<>();
        long before = 0;

        for (int unit : order) {
            tickets.get(unit).complete(at(ends.get(unit) - 1));
            durable.add(unit);

            long offset = offset(fresh);
            for (int i = 0; i < sizes.size(); i++) {
                assertThat(durable.contains(i) || ends.get(i) > offset).as("W1").isTrue();
            }
            assertThat(offset).as("W2").isGreaterThanOrEqualTo(before);
            assertThat(offset == 0 || ends.contains(offset)).as("W3").isTrue();
            before = offset;
        }
        assertThat(before).isEqualTo(next);
    }

    @Test
    void nothingIsCommittedBeforeTheFirstUnitIsDurable() {
        window.register(at(7));

        assertThat(window.committable()).isEmpty();
    }

    @Test
    void aForgottenPartitionHasNoOffsetAndItsTicketsNoLongerCount() {
        CommitWindow.Ticket ticket = window.register(at(7));
        window.forget(PARTITION);

        ticket.complete(at(8));

        assertThat(window.committable()).isEmpty();
    }

    private static long offset(CommitWindow window) {
        return window.committable()
                .getOrDefault(PARTITION, new OffsetAndMetadata(0))
                .offset();
    }

    private static Coordinates at(long offset) {
        return new Coordinates(PARTITION.topic(), PARTITION.partition(), offset, "shop");
    }
}

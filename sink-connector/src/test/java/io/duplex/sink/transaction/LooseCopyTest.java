// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.envelope.ToldTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LooseCopyTest {
    private static final String SOURCE = "shop";
    private static final int TABLES = 50;
    private static final MergeOptions OPTIONS = new MergeOptions(1 << 20, Duration.ofMinutes(1), Duration.ofSeconds(1));

    private final SourceMerge merge =
            new SourceMerge(SOURCE, new AssemblyOptions(10, 1 << 20, 3, OPTIONS), topic -> true);
    private final List<Received> out = new ArrayList<>();

    @Test
    void tablesThatWereToldBeforeAreWaitedForOnceAndNotEach() {
        for (int table = 0; table < TABLES; table++) {
            merge.add(row(table, 0), Instant.EPOCH);
            merge.add(row(table, 1), Instant.EPOCH);
        }

        drain(999);
        assertThat(out).isEmpty();

        drain(1000);
        assertThat(out).hasSize(2 * TABLES);
    }

    @Test
    void rowsWaitForTheirStatementWhileStatementsCome() {
        merge.add(row(0, 0), Instant.EPOCH);
        merge.add(row(1, 0), Instant.EPOCH);
        merge.add(statement(1), Instant.ofEpochMilli(900));

        drain(900);
        assertThat(out).hasSize(2).last().isInstanceOf(Received.LooseRow.class);

        drain(1899);
        assertThat(out).hasSize(2);

        drain(1900);
        assertThat(out).hasSize(3);
    }

    @Test
    void rowsWaitForTheirStatementWhileOtherRecordsAreReadButNotForEver() {
        merge.add(row(0, 0), Instant.EPOCH);
        for (int second = 1; second < 10; second++) {
            merge.add(row(second, 0), Instant.ofEpochSecond(second));
            drain(second * 1000L + 900);
            assertThat(out).isEmpty();
        }
        merge.add(row(10, 0), Instant.ofEpochMilli(9900));

        drain(10_000);
        assertThat(out).hasSize(10);
    }

    private void drain(long millis) {
        merge.drain(gtid -> false, Instant.ofEpochMilli(millis), out::add);
    }

    private static Received row(int table, long offset) {
        DecodedChange change = SourceLog.change(offset);
        return new Received.LooseRow(
                change.in(id(table), Optional.empty(), change.after()),
                false,
                new Coordinates(SOURCE + ".app.t" + table, 0, offset, SOURCE));
    }

    private static Received statement(int table) {
        return new Received.LooseDdl(
                Optional.of("app"),
                Optional.of(id(table)),
                Optional.empty(),
                "CREATE TABLE t" + table + " (id INT)",
                ToldTables.NONE,
                new Coordinates(SOURCE, 0, 0, SOURCE));
    }

    private static TableId id(int table) {
        return new TableId("app", "t" + table);
    }
}

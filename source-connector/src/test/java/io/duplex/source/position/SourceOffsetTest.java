// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.SourceOffset.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Offsets are Debezium's, in both directions. */
class SourceOffsetTest {
    private static final String UUID = "11111111-2222-3333-4444-555555555555";

    @Property(tries = 100)
    void anOffsetInsideATransactionSurvivesItsMap(
            @ForAll @LongRange(min = 0, max = 1_000_000) long event,
            @ForAll @LongRange(min = 0, max = 1_000_000) long row,
            @ForAll @LongRange(min = 4) long pos) {
        EventPosition begin = new EventPosition("binlog.000007", pos, 0, 0, 3, 1_700_000_000_000_000L);
        SourceOffset offset = SourceOffset.inside(
                GtidSet.parse(UUID + ":1-5"),
                Gtid.of(UUID, 6),
                begin,
                new EventPosition("binlog.000007", pos + 9, event, row, 3, 1_700_000_000_000_000L),
                Map.of("a.t", row + 1));

        assertThat(SourceOffset.of(offset.toMap())).isEqualTo(offset);
        assertThat(offset.row()).isEqualTo(row + 1);
    }

    @Test
    void anOffsetOfDebeziumIsUnderstood() {
        SourceOffset offset = SourceOffset.of(Map.of(
                "file", "mysql-bin.000003",
                "pos", 259L,
                "gtids", UUID + ":1-5",
                "row", 1L,
                "event", 2L,
                "server_id", 223344L,
                "ts_sec", 1_700_000_000L));

        assertThat(offset.executed()).contains(GtidSet.parse(UUID + ":1-5"));
        assertThat(offset.event()).isEqualTo(2);
        assertThat(offset.row()).isEqualTo(1);
        assertThat(offset.transaction()).isEmpty();
        assertThat(offset.snapshot()).isEqualTo(Snapshot.NONE);
    }

    @Test
    void keysWithoutAMeaningAreLeftOutAsDebeziumDoes() {
        SourceOffset offset = SourceOffset.after(GtidSet.parse(UUID + ":1"), new EventPosition("f", 4, 0, 0, 0, 0));

        assertThat(offset.toMap()).containsOnlyKeys("file", "pos", "gtids");
    }

    @Test
    void aRunningSnapshotIsKnownInAllOfDebeziumsForms() {
        assertThat(SourceOffset.of(Map.of("snapshot", true)).snapshot().unfinished())
                .isTrue();
        assertThat(SourceOffset.of(Map.of("snapshot", "INITIAL")).snapshot().kind())
                .contains("INITIAL");
        assertThat(SourceOffset.of(Map.of("snapshot", "INITIAL", "snapshot_completed", true))
                        .snapshot()
                        .unfinished())
                .isFalse();
        assertThat(SourceOffset.of(Map.of("snapshot", "false")).snapshot()).isEqualTo(Snapshot.NONE);
        SourceOffset start = SourceOffset.after(GtidSet.EMPTY, EventPosition.UNKNOWN);
        assertThat(start.withSnapshot(new Snapshot(Optional.of("INITIAL"), false))
                        .toMap())
                .containsEntry("snapshot", "INITIAL")
                .doesNotContainKey("snapshot_completed");
        assertThat(start.withSnapshot(new Snapshot(Optional.of("INITIAL"), true))
                        .toMap())
                .isEqualTo(start.toMap());
    }

    @Test
    void anIncrementalSnapshotOfDebeziumGoesOnAndIsNoUnfinishedFirstCopy() {
        Map<String, Object> map = new HashMap<>();
        map.put("file", "mysql-bin.000003");
        map.put("pos", 259L);
        map.put("snapshot", "INCREMENTAL");
        map.put("incremental_snapshot_primary_key", "ACED000570");
        map.put("incremental_snapshot_maximum_key", "ACED000570");
        map.put("incremental_snapshot_collections", "[]");
        map.put("incremental_snapshot_correlation_id", "ad-hoc");

        SourceOffset offset = SourceOffset.of(map);

        assertThat(offset.snapshot().unfinished()).isFalse();
        assertThat(offset.toMap()).containsAllEntriesOf(map);
        assertThat(offset.withIncremental(Optional.empty()).toMap())
                .noneSatisfy((key, value) -> assertThat(key).startsWith("incremental_"));
    }

    @Test
    void nonsenseIsNamedWithItsKey() {
        Map<String, Object> map = new HashMap<>();
        map.put("pos", "here");

        assertThatThrownBy(() -> SourceOffset.of(map))
                .hasMessageContaining("'pos'")
                .hasMessageContaining("'here'");
    }
}

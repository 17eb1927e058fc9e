// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.SourceOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the offsets of counterparts: the same keys and values, but for what {@code
 * docs/debezium-compatibility.md} tells.
 *
 * <ul>
 *   <li>A snapshot's offset has Duplex's own key beside them, and the wall clock.
 *   <li>BEGIN has its own time; Debezium's is that of whatever it said before.
 *   <li>END and DDL have the place behind the transaction or statement; Debezium's is before it, so it says them again.
 *   <li>Of several records of one row or statement only the last has the place behind it; on the others Debezium's
 *       offset is behind the row already, and ours is not.
 *   <li>Rows of a snapshot by signal are elsewhere in the binlog: of an incremental one where its window ended, of a
 *       blocking one where the binlog waits.
 * </ul>
 */
final class Offsets {
    private static final List<String> WITHIN = List.of(SourceOffset.EVENT, SourceOffset.ROW);
    private static final List<String> PLACE =
            List.of(SourceOffset.FILE, SourceOffset.POS, SourceOffset.GTIDS, SourceOffset.EVENT, SourceOffset.ROW);
    private static final String INCREMENTAL = "incremental_snapshot_";
    private static final String LATER = "a later place";

    private Offsets() {}

    /** Returns where offsets differ otherwise; pairs must be in the records' order. */
    static List<Difference> differences(List<Pair> pairs) {
        List<Difference> found = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (pair.debezium().isPresent() && pair.duplex().isPresent()) {
                SourceRecord theirs = pair.debezium().get();
                Optional<SourceRecord> next =
                        i + 1 < pairs.size() ? pairs.get(i + 1).debezium() : Optional.empty();
                found.addAll(differences(theirs, pair.duplex().get(), next));
            }
        }
        return found;
    }

    private static List<Difference> differences(
            SourceRecord debezium, SourceRecord duplex, Optional<SourceRecord> next) {
        Map<String, String> theirs = text(debezium.sourceOffset());
        Map<String, String> ours = text(duplex.sourceOffset());
        String summary = RecordText.summary(debezium);
        ours.remove(SourceOffset.SNAPSHOT_REQUESTS);
        boolean elsewhere = Watermarks.isRowOfIncremental(duplex) || Watermarks.isRowOfBlocking(duplex);
        if (elsewhere) {
            List.of(theirs, ours).forEach(offset -> {
                offset.keySet().removeAll(PLACE);
                offset.remove(SourceOffset.TRANSACTION_ID);
            });
        }
        if (!Watermarks.isRowOfIncremental(duplex)) {
            // How far an incremental snapshot is at other records depends on when its chunk was read.
            List.of(theirs, ours).forEach(offset -> offset.keySet().removeIf(key -> key.startsWith(INCREMENTAL)));
        }
        if (ofSnapshot(duplex)) {
            ours.remove(SourceOffset.SNAPSHOT_PLACE);
            theirs.remove(SourceOffset.TIMESTAMP);
            ours.remove(SourceOffset.TIMESTAMP);
        } else if (summary.contains("status=BEGIN")) {
            theirs.put(SourceOffset.TIMESTAMP, ours.getOrDefault(SourceOffset.TIMESTAMP, ""));
        } else if (summary.contains("status=END")) {
            theirs = behind(theirs);
            theirs.put(SourceOffset.POS, higher(theirs, ours, SourceOffset.POS));
        } else if (comesAgain(debezium, next) && isBefore(ours, theirs)) {
            return List.of();
        } else if (ofStatement(summary)) {
            theirs.put(SourceOffset.GTIDS, oneMore(theirs, ours));
        }
        return Comparison.differences(summary, prefixed(theirs), prefixed(ours));
    }

    /** Returns the offset behind the transaction that this one is in. */
    private static Map<String, String> behind(Map<String, String> offset) {
        Map<String, String> behind = new TreeMap<>(offset);
        behind.keySet().removeIf(key -> key.startsWith(SourceOffset.COUNT_PREFIX) || WITHIN.contains(key));
        GtidSet done = GtidSet.parse(offset.getOrDefault(SourceOffset.GTIDS, ""))
                .plus(GtidSet.parse(offset.getOrDefault(SourceOffset.TRANSACTION_ID, "")));
        behind.put(SourceOffset.GTIDS, done.toString());
        return behind;
    }

    /** Returns our number when it is higher, as it must be. */
    private static String higher(Map<String, String> theirs, Map<String, String> ours, String key) {
        return number(ours, key) > number(theirs, key) ? ours.getOrDefault(key, "") : LATER;
    }

    private static boolean ofSnapshot(SourceRecord record) {
        return record.value() instanceof Struct value
                && value.schema().field("source") != null
                && value.getStruct("source").getWithoutDefault("snapshot") != null;
    }

    private static boolean ofStatement(String summary) {
        return summary.contains("ddl=") || summary.contains("op=t");
    }

    /** Tells whether the next record is of the same row or statement, or this one of a statement in a transaction. */
    private static boolean comesAgain(SourceRecord debezium, Optional<SourceRecord> next) {
        return next.filter(record -> place(record).equals(place(debezium))).isPresent()
                || (ofStatement(RecordText.summary(debezium)) && place(debezium).containsKey(SourceOffset.EVENT));
    }

    /** Returns our GTID set when it has just one transaction more. */
    private static String oneMore(Map<String, String> theirs, Map<String, String> ours) {
        GtidSet before = GtidSet.parse(theirs.getOrDefault(SourceOffset.GTIDS, ""));
        GtidSet after = GtidSet.parse(ours.getOrDefault(SourceOffset.GTIDS, ""));
        return after.containsAll(before) && after.minus(before).count() == 1 ? after.toString() : LATER;
    }

    private static Map<String, String> place(SourceRecord record) {
        Map<String, String> place = text(record.sourceOffset());
        place.keySet().retainAll(PLACE);
        return place;
    }

    private static boolean isBefore(Map<String, String> ours, Map<String, String> theirs) {
        boolean fewer = GtidSet.parse(theirs.getOrDefault(SourceOffset.GTIDS, ""))
                .containsAll(GtidSet.parse(ours.getOrDefault(SourceOffset.GTIDS, "")));
        long[] left = {number(ours, SourceOffset.POS), number(ours, "event"), number(ours, "row")};
        long[] right = {number(theirs, SourceOffset.POS), number(theirs, "event"), number(theirs, "row")};
        return fewer && Arrays.compare(left, right) < 0;
    }

    private static long number(Map<String, String> offset, String key) {
        return Long.parseLong(offset.getOrDefault(key, "0"));
    }

    private static Map<String, String> text(Map<String, ?> offset) {
        Map<String, String> text = new TreeMap<>();
        offset.forEach((key, value) -> text.put(key, text(value)));
        return text;
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static Map<String, String> prefixed(Map<String, String> offset) {
        Map<String, String> prefixed = new TreeMap<>();
        offset.forEach((key, value) -> prefixed.put("offset " + key, value));
        return prefixed;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What came of comparing two sources' records: their sequences over all topics are laid beside each other, so that a
 * record that comes elsewhere counts as missing here and too many there; counterparts are compared path by path.
 *
 * @param compared number of Debezium's records
 * @param differences in records that do not count as equal
 * @param offsets differences of the counterparts' offsets that {@link Offsets} does not expect
 */
record Comparison(int compared, List<Difference> differences, List<Difference> offsets) {

    static Comparison of(List<SourceRecord> debezium, List<SourceRecord> duplex) {
        List<Difference> differences = new ArrayList<>();
        List<Pair> pairs = Pair.align(debezium, duplex);
        pairs.forEach(pair -> compare(pair, differences));
        return new Comparison(debezium.size(), differences, Offsets.differences(pairs));
    }

    /** Returns what came of this and another comparison. */
    Comparison and(Comparison other) {
        List<Difference> all = new ArrayList<>(differences);
        all.addAll(other.differences);
        List<Difference> allOffsets = new ArrayList<>(offsets);
        allOffsets.addAll(other.offsets);
        return new Comparison(compared + other.compared, all, allOffsets);
    }

    private static void compare(Pair pair, List<Difference> differences) {
        if (pair.duplex().isEmpty()) {
            String summary = RecordText.summary(pair.debezium().orElseThrow());
            differences.add(new Difference(summary, Difference.MISSING, summary, Difference.ABSENT));
            return;
        }
        SourceRecord ours = pair.duplex().get();
        if (pair.debezium().isEmpty()) {
            String summary = RecordText.summary(ours);
            differences.add(new Difference(summary, Difference.EXTRA, Difference.ABSENT, summary));
            return;
        }
        SourceRecord theirs = pair.debezium().get();
        differences.addAll(differences(RecordText.summary(theirs), RecordText.of(theirs), RecordText.of(ours)));
    }

    /** Returns where two flat maps differ. */
    static List<Difference> differences(String summary, Map<String, String> debezium, Map<String, String> duplex) {
        List<Difference> found = new ArrayList<>();
        Set<String> paths = new LinkedHashSet<>(debezium.keySet());
        paths.addAll(duplex.keySet());
        for (String path : paths) {
            String theirs = debezium.getOrDefault(path, Difference.ABSENT);
            String ours = duplex.getOrDefault(path, Difference.ABSENT);
            if (!theirs.equals(ours)) {
                found.add(new Difference(summary, path, theirs, ours));
            }
        }
        return found;
    }

    /** Returns how many records differ. */
    long differing() {
        return records(differences);
    }

    /** Returns how many records have another offset than is expected. */
    long differingOffsets() {
        return records(offsets);
    }

    private static long records(List<Difference> differences) {
        return differences.stream().map(Difference::record).distinct().count();
    }

    /** Returns the differences grouped by path, the first of each group in full. */
    String report(int groups) {
        Map<String, List<Difference>> byPath = new LinkedHashMap<>();
        for (List<Difference> all : List.of(differences, offsets)) {
            for (Difference difference : all) {
                byPath.computeIfAbsent(difference.path().replaceAll("\\[\\d+]", "[]"), path -> new ArrayList<>())
                        .add(difference);
            }
        }
        StringBuilder text = new StringBuilder();
        byPath.values().stream()
                .limit(groups)
                .forEach(group ->
                        text.append("\n  ").append(group.size()).append(" x ").append(group.get(0)));
        if (byPath.size() > groups) {
            text.append("\n  ... and ").append(byPath.size() - groups).append(" more paths");
        }
        return text.toString();
    }
}

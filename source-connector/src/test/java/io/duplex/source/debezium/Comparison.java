// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What came of comparing two sources' records: in each topic the counterparts are found, then compared path by path.
 *
 * @param compared number of Debezium's records
 * @param differences in records that do not count as equal
 * @param orders places where the order over all topics is another one
 * @param offsets differences of the offsets of records that are equal otherwise
 */
record Comparison(int compared, List<Difference> differences, List<String> orders, List<Difference> offsets) {

    static Comparison of(List<SourceRecord> debezium, List<SourceRecord> duplex) {
        List<Difference> differences = new ArrayList<>();
        List<Difference> offsets = new ArrayList<>();
        Map<String, List<SourceRecord>> theirs = byTopic(debezium);
        Map<String, List<SourceRecord>> ours = byTopic(duplex);
        Set<String> topics = new TreeSet<>(theirs.keySet());
        topics.addAll(ours.keySet());
        for (String topic : topics) {
            for (Pair pair : Pair.align(theirs.getOrDefault(topic, List.of()), ours.getOrDefault(topic, List.of()))) {
                compare(pair, differences, offsets);
            }
        }
        return new Comparison(debezium.size(), differences, orders(debezium, duplex), offsets);
    }

    private static Map<String, List<SourceRecord>> byTopic(List<SourceRecord> records) {
        Map<String, List<SourceRecord>> topics = new TreeMap<>();
        records.forEach(record -> topics.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                .add(record));
        return topics;
    }

    private static void compare(Pair pair, List<Difference> differences, List<Difference> offsets) {
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
        String summary = RecordText.summary(theirs);
        differences.addAll(differences(summary, RecordText.of(theirs), RecordText.of(ours)));
        offsets.addAll(differences(summary, offset(theirs), offset(ours)));
    }

    private static Map<String, String> offset(SourceRecord record) {
        Map<String, String> offset = new TreeMap<>();
        record.sourceOffset().forEach((key, value) -> offset.put("offset " + key, RecordText.plain(value)));
        return offset;
    }

    private static List<Difference> differences(
            String summary, Map<String, String> debezium, Map<String, String> duplex) {
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

    private static List<String> orders(List<SourceRecord> debezium, List<SourceRecord> duplex) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < Math.min(debezium.size(), duplex.size()) && found.isEmpty(); i++) {
            String theirs = RecordText.summary(debezium.get(i));
            String ours = RecordText.summary(duplex.get(i));
            if (!debezium.get(i).topic().equals(duplex.get(i).topic())) {
                found.add("Record " + i + " of all is " + theirs + "\n      and ours is " + ours);
            }
        }
        return found;
    }

    /** Returns how many records differ. */
    long differing() {
        return differences.stream().map(Difference::record).distinct().count();
    }

    /** Returns the differences grouped by path, the first of each group in full. */
    String report(int groups) {
        Map<String, List<Difference>> byPath = new LinkedHashMap<>();
        for (Difference difference : differences) {
            byPath.computeIfAbsent(difference.path().replaceAll("\\[\\d+]", "[]"), path -> new ArrayList<>())
                    .add(difference);
        }
        StringBuilder text = new StringBuilder();
        byPath.values().stream()
                .limit(groups)
                .forEach(group ->
                        text.append("\n  ").append(group.size()).append(" x ").append(group.get(0)));
        if (byPath.size() > groups) {
            text.append("\n  ... and ").append(byPath.size() - groups).append(" more paths");
        }
        orders.forEach(order -> text.append("\n  order: ").append(order));
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** Two records that say the same thing, or one that has no counterpart. */
record Pair(Optional<SourceRecord> debezium, Optional<SourceRecord> duplex) {

    /**
     * Finds counterparts in two sequences: the longest common subsequence of what the records are about. What lies
     * between two such matches is paired in order, so that a record that differs in its values is one difference.
     */
    static List<Pair> align(List<SourceRecord> debezium, List<SourceRecord> duplex) {
        List<String> theirs = debezium.stream().map(RecordText::summary).toList();
        List<String> ours = duplex.stream().map(RecordText::summary).toList();
        int[][] common = new int[theirs.size() + 1][ours.size() + 1];
        for (int i = theirs.size() - 1; i >= 0; i--) {
            for (int j = ours.size() - 1; j >= 0; j--) {
                common[i][j] = theirs.get(i).equals(ours.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        int i = 0;
        int j = 0;
        List<SourceRecord> left = new ArrayList<>();
        List<SourceRecord> right = new ArrayList<>();
        while (i < theirs.size() || j < ours.size()) {
            if (i < theirs.size() && j < ours.size() && theirs.get(i).equals(ours.get(j))) {
                between(left, right, pairs);
                pairs.add(new Pair(Optional.of(debezium.get(i++)), Optional.of(duplex.get(j++))));
            } else if (j == ours.size() || (i < theirs.size() && common[i + 1][j] >= common[i][j + 1])) {
                left.add(debezium.get(i++));
            } else {
                right.add(duplex.get(j++));
            }
        }
        between(left, right, pairs);
        return pairs;
    }

    private static void between(List<SourceRecord> left, List<SourceRecord> right, List<Pair> pairs) {
        boolean same = topics(left).equals(topics(right));
        for (int k = 0; k < left.size(); k++) {
            pairs.add(new Pair(Optional.of(left.get(k)), same ? Optional.of(right.get(k)) : Optional.empty()));
        }
        if (!same) {
            right.forEach(record -> pairs.add(new Pair(Optional.empty(), Optional.of(record))));
        }
        left.clear();
        right.clear();
    }

    private static List<String> topics(List<SourceRecord> records) {
        return records.stream().map(SourceRecord::topic).toList();
    }
}

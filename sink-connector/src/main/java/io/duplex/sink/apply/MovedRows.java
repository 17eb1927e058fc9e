// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.DdlRecovery.Outcome;
import io.duplex.sink.apply.SqlWords.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ALTER TABLE ... TRUNCATE PARTITION} and {@code ... EXCHANGE PARTITION}, after which all definitions are what
 * they were: places of rows whose first one tells whether the statement was executed.
 *
 * @param exchanged whether the rows of the two places change places; if not, those of all are deleted
 * @param places a partition, or a table, as it stands behind FROM
 */
record MovedRows(boolean exchanged, List<String> places) {

    /** Returns what such a statement moves, empty for any other statement. */
    static Optional<MovedRows> of(ReplayedStatement statement) {
        List<Word> words = SqlWords.of(statement.text(), statement.ansiQuotes());
        List<TableId> tables = statement.context().tables();
        for (int at = 1; at + 2 < words.size() && !tables.isEmpty(); at++) {
            if (words.get(at + 1).is("PARTITION") && words.get(at).is("TRUNCATE")) {
                return Optional.of(new MovedRows(false, partitions(tables.get(0), words, at + 2)));
            }
            if (words.get(at + 1).is("PARTITION") && words.get(at).is("EXCHANGE")) {
                return exchanged(statement, tables.get(0), words, at + 2);
            }
        }
        return Optional.empty();
    }

    private static List<String> partitions(TableId table, List<Word> words, int from) {
        if (words.get(from).is("ALL")) {
            return List.of(table.quoted());
        }
        List<String> places = new ArrayList<>();
        for (int at = from; at < words.size() && words.get(at).isName(); at += 2) {
            places.add(partition(table, words.get(at)));
        }
        return places;
    }

    private static String partition(TableId table, Word name) {
        return table.quoted() + " PARTITION (" + TableId.quote(name.raw()) + ")";
    }

    /** {@code p WITH TABLE d.t}. */
    private static Optional<MovedRows> exchanged(ReplayedStatement statement, TableId table, List<Word> words, int at) {
        return words.size() < at + 4
                ? Optional.empty()
                : statement
                        .qualified(DdlForm.name(words, at + 3))
                        .map(other -> new MovedRows(true, List.of(partition(table, words.get(at)), other.quoted())));
    }

    /** Decides by the first rows of the places, in their order. */
    Outcome decide(Map<String, String> before, Map<String, String> now) {
        List<String> were = states(before);
        List<String> are = states(now);
        if (were.contains(TargetObjects.HIDDEN) || are.contains(TargetObjects.HIDDEN)) {
            return Outcome.UNKNOWN;
        }
        boolean nothingThere = are.stream().allMatch(TargetObjects.EMPTY::equals);
        if (!exchanged) {
            return emptied(were, are);
        }
        if (were.get(0).equals(were.get(1)) && !(nothingThere && are.equals(were))) {
            return Outcome.UNKNOWN;
        }
        if (are.equals(were)) {
            return Outcome.NOT_EXECUTED;
        }
        return are.equals(List.of(were.get(1), were.get(0))) ? Outcome.EXECUTED : Outcome.UNKNOWN;
    }

    /** Whoever has emptied them: they are as the statement leaves them. Some of several are emptied once more. */
    private static Outcome emptied(List<String> were, List<String> are) {
        boolean others = false;
        for (int i = 0; i < were.size(); i++) {
            others |= !are.get(i).equals(TargetObjects.EMPTY) && !are.get(i).equals(were.get(i));
        }
        if (others) {
            return Outcome.UNKNOWN;
        }
        boolean nothingLeft = are.stream().allMatch(TargetObjects.EMPTY::equals);
        return nothingLeft && !are.equals(were) ? Outcome.EXECUTED : Outcome.NOT_EXECUTED;
    }

    private List<String> states(Map<String, String> states) {
        return places.stream()
                .map(place -> states.getOrDefault(TargetObjects.ROWS + place, TargetObjects.HIDDEN))
                .toList();
    }
}

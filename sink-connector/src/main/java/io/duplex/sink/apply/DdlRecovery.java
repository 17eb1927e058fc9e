// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.DdlForm.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides whether a statement of which only the intent is known was executed, by what the touched objects were before
 * it and are now. The session that was to execute it is known to have ended. Error codes play no part.
 *
 * <table>
 *   <caption>First rule that fits</caption>
 *   <tr><th>statement</th><th>found</th><th>decision</th></tr>
 *   <tr><td>GRANT, REVOKE, SET PASSWORD, ALTER USER, ANALYZE, OPTIMIZE, FLUSH, users with IF [NOT] EXISTS</td>
 *       <td>-</td><td>not executed: once more does no harm</td></tr>
 *   <tr><td>any other</td><td>no object is visible to the user</td><td>unknown</td></tr>
 *   <tr><td>DROP of tables, views, a database, a routine, ...</td><td>none existed before</td><td>not executed (it has
 *       no effect)</td></tr>
 *   <tr><td></td><td>all that existed are gone</td><td>executed</td></tr>
 *   <tr><td></td><td>some of them are gone (5.7 drops one by one)</td><td>partly: drop the rest</td></tr>
 *   <tr><td>CREATE</td><td>the object differs, or exists now</td><td>executed</td></tr>
 *   <tr><td>TRUNCATE</td><td>the table is empty</td><td>not executed: once more does no harm</td></tr>
 *   <tr><td></td><td>another structure or time of creation</td><td>executed</td></tr>
 *   <tr><td></td><td>the same first row</td><td>not executed</td></tr>
 *   <tr><td></td><td>another first row</td><td>unknown</td></tr>
 *   <tr><td>RENAME</td><td>the names that it leaves are there, those that it frees are not</td><td>executed</td></tr>
 *   <tr><td></td><td>the names are those of before</td><td>not executed</td></tr>
 *   <tr><td></td><td>other names are there, or tables that cannot be told apart change places</td><td>unknown</td></tr>
 *   <tr><td>ALTER, CREATE INDEX, DROP INDEX</td><td>any object differs</td><td>executed</td></tr>
 *   <tr><td></td><td>none differs, and a tablespace was to be discarded or imported</td><td>unknown</td></tr>
 *   <tr><td>TRUNCATE and EXCHANGE PARTITION</td><td>the first rows</td><td>as {@link MovedRows} says</td></tr>
 *   <tr><td>all</td><td>an object's definition may not be seen</td><td>unknown</td></tr>
 *   <tr><td>all</td><td>none differs</td><td>not executed</td></tr>
 * </table>
 */
final class DdlRecovery {
    private static final Set<Verb> REPEATABLE = Set.of(Verb.GRANT, Verb.REVOKE, Verb.SET, Verb.OTHER);

    private DdlRecovery() {}

    enum Outcome {
        EXECUTED,
        NOT_EXECUTED,
        PARTLY,
        UNKNOWN
    }

    static Outcome decide(ReplayedStatement statement, Map<String, String> before, Map<String, String> now) {
        DdlForm form = statement.form();
        boolean user = form.isAbout("USER") || form.isAbout("ROLE");
        boolean conditional = DdlForm.mentions(form.text(), "EXISTS");
        if (REPEATABLE.contains(form.verb()) || (user && (form.verb() == Verb.ALTER || conditional))) {
            return Outcome.NOT_EXECUTED;
        }
        if (before.isEmpty()) {
            return Outcome.UNKNOWN;
        }
        Optional<Outcome> outcome = form.isAbout("INDEX") ? altered(form, before, now) : byVerb(statement, before, now);
        return outcome.orElseGet(
                () -> before.values().stream().anyMatch(state -> state.startsWith(TargetObjects.HIDDEN))
                        ? Outcome.UNKNOWN
                        : Outcome.NOT_EXECUTED);
    }

    private static Optional<Outcome> byVerb(
            ReplayedStatement statement, Map<String, String> before, Map<String, String> now) {
        Optional<MovedRows> moved = MovedRows.of(statement);
        if (moved.isPresent()) {
            return Optional.of(moved.get().decide(before, now));
        }
        return switch (statement.form().verb()) {
            case DROP -> dropped(before, now);
            case CREATE -> created(before, now);
            case TRUNCATE -> truncated(before, now);
            case RENAME -> renamed(statement.renamed(), before, now);
            default -> altered(statement.form(), before, now);
        };
    }

    private static Optional<Outcome> dropped(Map<String, String> before, Map<String, String> now) {
        List<String> existed =
                names(before).filter(name -> !absent(before, name)).toList();
        long gone = existed.stream().filter(name -> absent(now, name)).count();
        if (existed.isEmpty() || gone == 0) {
            return Optional.of(Outcome.NOT_EXECUTED);
        }
        return Optional.of(gone == existed.size() ? Outcome.EXECUTED : Outcome.PARTLY);
    }

    private static Optional<Outcome> created(Map<String, String> before, Map<String, String> now) {
        String name = before.keySet().iterator().next();
        return changed(before, now, name) ? Optional.of(Outcome.EXECUTED) : Optional.empty();
    }

    private static Optional<Outcome> truncated(Map<String, String> before, Map<String, String> now) {
        String name = before.keySet().iterator().next();
        List<String> was = parts(before, name);
        List<String> is = parts(now, name);
        if (is.get(is.size() - 1).equals(TargetObjects.EMPTY)) {
            return Optional.of(Outcome.NOT_EXECUTED);
        }
        if (!was.subList(0, was.size() - 1).equals(is.subList(0, is.size() - 1))) {
            return Optional.of(Outcome.EXECUTED);
        }
        return was.equals(is) ? Optional.empty() : Optional.of(Outcome.UNKNOWN);
    }

    /** Follows each table to its last name, as tables may change places by way of a name that is free in the end. */
    private static Optional<Outcome> renamed(
            List<TableId> renamed, Map<String, String> before, Map<String, String> now) {
        Map<String, String> after = new LinkedHashMap<>(before);
        for (int i = 0; i + 1 < renamed.size(); i += 2) {
            String old = TargetObjects.named(renamed.get(i));
            after.put(TargetObjects.named(renamed.get(i + 1)), state(after, old));
            after.put(old, TargetObjects.ABSENT);
        }
        if (!absent(before).equals(absent(after))) {
            Outcome otherwise = absent(now).equals(absent(before)) ? Outcome.NOT_EXECUTED : Outcome.UNKNOWN;
            return Optional.of(absent(now).equals(absent(after)) ? Outcome.EXECUTED : otherwise);
        }
        Set<String> toChange = changed(before, after);
        Set<String> changed = changed(before, now);
        if (toChange.isEmpty() || !Set.of(Set.of(), toChange).contains(changed)) {
            return Optional.of(Outcome.UNKNOWN);
        }
        return Optional.of(changed.isEmpty() ? Outcome.NOT_EXECUTED : Outcome.EXECUTED);
    }

    private static Set<String> absent(Map<String, String> states) {
        return names(states).filter(name -> absent(states, name)).collect(Collectors.toSet());
    }

    private static Set<String> changed(Map<String, String> before, Map<String, String> now) {
        return names(before).filter(name -> changed(before, now, name)).collect(Collectors.toSet());
    }

    private static Optional<Outcome> altered(DdlForm form, Map<String, String> before, Map<String, String> now) {
        if (names(before).anyMatch(name -> changed(before, now, name))) {
            return Optional.of(Outcome.EXECUTED);
        }
        boolean movesRows = Stream.of("DISCARD", "IMPORT").anyMatch(word -> DdlForm.mentions(form.text(), word));
        return movesRows ? Optional.of(Outcome.UNKNOWN) : Optional.empty();
    }

    private static Stream<String> names(Map<String, String> states) {
        return states.keySet().stream();
    }

    private static boolean changed(Map<String, String> before, Map<String, String> now, String name) {
        return !parts(before, name).equals(parts(now, name));
    }

    private static boolean absent(Map<String, String> states, String name) {
        return parts(states, name).get(0).equals(TargetObjects.ABSENT);
    }

    private static List<String> parts(Map<String, String> states, String name) {
        return List.of(state(states, name).split(" ", -1));
    }

    private static String state(Map<String, String> states, String name) {
        return states.getOrDefault(name, TargetObjects.ABSENT);
    }
}

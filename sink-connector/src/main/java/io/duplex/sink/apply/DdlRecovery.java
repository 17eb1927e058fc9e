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
 *   <tr><td>GRANT, REVOKE, SET PASSWORD, ALTER USER, users with IF [NOT] EXISTS</td><td>an account that it names
 *       differs</td><td>executed</td></tr>
 *   <tr><td>the same, ANALYZE, OPTIMIZE, FLUSH</td><td>-</td><td>not executed: once more does no harm</td></tr>
 *   <tr><td>CREATE, DROP, RENAME of users and roles</td><td>those are there, or gone, that are to be</td>
 *       <td>executed</td></tr>
 *   <tr><td></td><td>they are as before</td><td>not executed</td></tr>
 *   <tr><td></td><td>only some are (5.7 makes and drops one by one)</td><td>of DROP partly, else unknown</td></tr>
 *   <tr><td></td><td>the user may not see accounts</td><td>unknown</td></tr>
 *   <tr><td>any other</td><td>no object is visible to the user</td><td>unknown</td></tr>
 *   <tr><td>DROP of tables, views, a database, a routine, ...</td><td>none existed before</td><td>not executed (it has
 *       no effect)</td></tr>
 *   <tr><td></td><td>all that existed are gone</td><td>executed</td></tr>
 *   <tr><td></td><td>some of them are gone (5.7 drops one by one)</td><td>partly: drop the rest</td></tr>
 *   <tr><td>CREATE</td><td>the object differs, or exists now</td><td>executed</td></tr>
 *   <tr><td>TRUNCATE</td><td>another structure or time of creation, or the table is empty and was not</td>
 *       <td>executed</td></tr>
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
            return changedAccounts(before, now) ? Outcome.EXECUTED : Outcome.NOT_EXECUTED;
        }
        if (before.isEmpty()) {
            return Outcome.UNKNOWN;
        }
        if (user) {
            return accounts(form.verb(), before, now);
        }
        Optional<Outcome> outcome = form.isAbout("INDEX") ? altered(form, before, now) : byVerb(statement, before, now);
        return outcome.orElseGet(() -> hidden(before) ? Outcome.UNKNOWN : Outcome.NOT_EXECUTED);
    }

    /** All that the statement names may have changed, but for those that it is without effect on. */
    private static boolean changedAccounts(Map<String, String> before, Map<String, String> now) {
        return names(before).anyMatch(name -> name.startsWith(TargetObjects.ACCOUNT) && changed(before, now, name))
                && !hidden(before)
                && !hidden(now);
    }

    /** Those that a creation or a new name found are there in both cases; only one of them means that it failed. */
    private static Outcome accounts(Verb verb, Map<String, String> before, Map<String, String> now) {
        if (hidden(before) || hidden(now)) {
            return Outcome.UNKNOWN;
        }
        if (verb == Verb.DROP) {
            return dropped(before, now).orElse(Outcome.UNKNOWN);
        }
        Set<String> toCome = absent(before);
        Set<String> toGo = names(before).filter(name -> !toCome.contains(name)).collect(Collectors.toSet());
        Set<String> missing = absent(now);
        if (missing.equals(toCome)) {
            return Outcome.NOT_EXECUTED;
        }
        return missing.equals(verb == Verb.RENAME ? toGo : Set.of()) ? Outcome.EXECUTED : Outcome.UNKNOWN;
    }

    private static boolean hidden(Map<String, String> states) {
        return states.values().stream().anyMatch(state -> state.startsWith(TargetObjects.HIDDEN));
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
        boolean made = !was.subList(0, was.size() - 1).equals(is.subList(0, is.size() - 1));
        boolean empty = is.get(is.size() - 1).equals(TargetObjects.EMPTY);
        if (made || (empty && !was.equals(is))) {
            return Optional.of(Outcome.EXECUTED);
        }
        boolean seen = !was.contains(TargetObjects.HIDDEN);
        return seen && was.equals(is) ? Optional.empty() : Optional.of(Outcome.UNKNOWN);
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

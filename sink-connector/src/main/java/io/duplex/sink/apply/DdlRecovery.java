// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.apply.DdlForm.Verb;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 *   <tr><td>RENAME</td><td>all names differ</td><td>executed</td></tr>
 *   <tr><td></td><td>some differ</td><td>unknown</td></tr>
 *   <tr><td>ALTER, CREATE INDEX, DROP INDEX</td><td>any object differs</td><td>executed</td></tr>
 *   <tr><td></td><td>none differs, and rows may have moved between partitions or tables</td><td>unknown</td></tr>
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

    static Outcome decide(DdlForm form, Map<String, String> before, Map<String, String> now) {
        boolean user = form.isAbout("USER") || form.isAbout("ROLE");
        boolean conditional = DdlForm.mentions(form.text(), "EXISTS");
        if (REPEATABLE.contains(form.verb()) || (user && (form.verb() == Verb.ALTER || conditional))) {
            return Outcome.NOT_EXECUTED;
        }
        if (before.isEmpty()) {
            return Outcome.UNKNOWN;
        }
        Optional<Outcome> outcome = form.isAbout("INDEX") ? altered(form, before, now) : byVerb(form, before, now);
        return outcome.orElseGet(
                () -> before.values().stream().anyMatch(state -> state.startsWith(TargetObjects.HIDDEN))
                        ? Outcome.UNKNOWN
                        : Outcome.NOT_EXECUTED);
    }

    private static Optional<Outcome> byVerb(DdlForm form, Map<String, String> before, Map<String, String> now) {
        return switch (form.verb()) {
            case DROP -> dropped(before, now);
            case CREATE -> created(before, now);
            case TRUNCATE -> truncated(before, now);
            case RENAME -> renamed(before, now);
            default -> altered(form, before, now);
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

    private static Optional<Outcome> renamed(Map<String, String> before, Map<String, String> now) {
        long changed = names(before).filter(name -> changed(before, now, name)).count();
        if (changed == 0) {
            return Optional.empty();
        }
        return Optional.of(changed == before.size() ? Outcome.EXECUTED : Outcome.UNKNOWN);
    }

    private static Optional<Outcome> altered(DdlForm form, Map<String, String> before, Map<String, String> now) {
        if (names(before).anyMatch(name -> changed(before, now, name))) {
            return Optional.of(Outcome.EXECUTED);
        }
        boolean movesRows = Stream.of("TRUNCATE", "EXCHANGE", "DISCARD", "IMPORT")
                .anyMatch(word -> DdlForm.mentions(form.text(), word));
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
        return List.of(states.getOrDefault(name, TargetObjects.ABSENT).split(" ", -1));
    }
}

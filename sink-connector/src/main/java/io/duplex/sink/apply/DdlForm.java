// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.RowsFollow;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.SqlWords.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What replay must know of a DDL statement's text.
 *
 * @param verb the first keyword
 * @param object the kind of object, empty when the statement is about none or several
 * @param name its qualified name as written, empty when there is none
 * @param numbersRows whether the target numbers existing rows by the session's auto increment values
 * @param original the statement as it was logged
 */
record DdlForm(Verb verb, Optional<String> object, List<String> name, boolean numbersRows, String original) {

    private static final Set<String> OBJECTS = Set.of(
            "TABLE",
            "TABLES",
            "DATABASE",
            "VIEW",
            "INDEX",
            "TRIGGER",
            "PROCEDURE",
            "FUNCTION",
            "EVENT",
            "USER",
            "ROLE",
            "SERVER",
            "TABLESPACE");
    private static final Map<String, String> SYNONYMS = Map.of("SCHEMA", "DATABASE", "TABLES", "TABLE");

    private static final Pattern UNOWNED_EVENT = Pattern.compile("(?i)(\\s*ALTER)\\s+EVENT\\b");
    private static final Pattern UNCONDITIONAL_DROP =
            Pattern.compile("(?is)(\\s*DROP\\s+(?:TABLES?|VIEW|USER|ROLE))\\b(?!\\s+IF\\s+EXISTS\\b)");

    enum Verb {
        CREATE,
        DROP,
        ALTER,
        RENAME,
        TRUNCATE,
        GRANT,
        REVOKE,
        SET,
        OTHER
    }

    static DdlForm of(String statement, boolean ansiQuotes) {
        List<Word> words = SqlWords.of(statement, ansiQuotes);
        Verb verb = verb(words);
        int object = 1;
        while (object < words.size() && !isObject(words.get(object))) {
            object++;
        }
        return new DdlForm(
                verb,
                object < words.size() ? Optional.of(kind(words.get(object))) : Optional.empty(),
                name(words, object + 1),
                verb == Verb.ALTER && numbersRows(words),
                statement);
    }

    private static Verb verb(List<Word> words) {
        for (Verb verb : Verb.values()) {
            if (!words.isEmpty() && words.get(0).is(verb.name())) {
                return verb;
            }
        }
        return Verb.OTHER;
    }

    private static boolean isObject(Word word) {
        return word.kind() == SqlWords.Kind.BARE && (OBJECTS.contains(word.text()) || word.is("SCHEMA"));
    }

    private static String kind(Word word) {
        return SYNONYMS.getOrDefault(word.text(), word.text());
    }

    /** Returns the qualified name that begins at this word. */
    static List<String> name(List<Word> words, int from) {
        int at = from;
        while (at < words.size()
                && Set.of("IF", "NOT", "EXISTS").contains(words.get(at).text())) {
            at++;
        }
        List<String> name = new ArrayList<>();
        while (at < words.size() && words.get(at).isName()) {
            name.add(words.get(at).raw());
            boolean qualified = at + 1 < words.size() && words.get(at + 1).isSign('.');
            at += qualified ? 2 : words.size();
        }
        return name;
    }

    /** Tells whether AUTO_INCREMENT, also by SERIAL, is given to a column, not set as the table's next value. */
    private static boolean numbersRows(List<Word> words) {
        for (int i = 0; i < words.size(); i++) {
            boolean assigned = i + 1 < words.size()
                    && (words.get(i + 1).isSign('=')
                            || words.get(i + 1).text().chars().allMatch(Character::isDigit));
            if (words.get(i).is("SERIAL") || (words.get(i).is("AUTO_INCREMENT") && !assigned)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the tables that a RENAME gives other names, old and new one after the other; empty when it is none. It has
     * no texts, so whatever quotes there are stand round names.
     *
     * @param database where plain names are
     */
    List<TableId> renamed(Optional<String> database) {
        List<TableId> renamed = new ArrayList<>();
        if (verb == Verb.RENAME && isAbout("TABLE")) {
            List<Word> words = SqlWords.of(original, true);
            for (int at = 2; at < words.size(); at++) {
                boolean begins = at == 2
                        || words.get(at - 1).isSign(',')
                        || words.get(at - 1).is("TO");
                List<String> table = begins ? name(words, at) : List.of();
                if (table.size() == 2) {
                    renamed.add(new TableId(table.get(0), table.get(1)));
                } else if (table.size() == 1) {
                    database.map(d -> new TableId(d, table.get(0))).ifPresent(renamed::add);
                }
            }
        }
        return renamed;
    }

    /** Returns an ALTER EVENT with this definer if it names none; another statement as it is. */
    DdlForm definedBy(String account) {
        Matcher alter = UNOWNED_EVENT.matcher(original);
        return alter.lookingAt()
                ? new DdlForm(
                        verb,
                        object,
                        name,
                        numbersRows,
                        alter.group(1) + " DEFINER = " + account + original.substring(alter.end(1)))
                : this;
    }

    /** Returns a DROP that passes over what is missing; another statement as it is. */
    DdlForm whereItExists() {
        Matcher drop = UNCONDITIONAL_DROP.matcher(original);
        return drop.lookingAt()
                ? new DdlForm(verb, object, name, numbersRows, drop.replaceFirst("$1 IF EXISTS"))
                : this;
    }

    /** Tells whether this is a {@code CREATE TABLE ... SELECT} whose rows follow as row changes. */
    boolean rowsFollow() {
        return verb == Verb.CREATE && RowsFollow.in(original).find();
    }

    /** Returns the statement to be executed. */
    String text() {
        return rowsFollow() ? RowsFollow.in(original).replaceFirst("") : original;
    }

    /** Returns whether the statement is about this kind of object. */
    boolean isAbout(String kind) {
        return object.map(o -> o.equals(kind)).orElse(false);
    }

    /** Returns {@code CREATE TABLE} and the like. */
    String kind() {
        return verb.name() + object.map(o -> " " + o).orElse("");
    }

    /** Tells whether the text has this word outside of quotes, in any case. */
    static boolean mentions(String statement, String word) {
        return SqlWords.of(statement, false).stream().anyMatch(w -> w.is(word.toUpperCase(Locale.ROOT)));
    }
}

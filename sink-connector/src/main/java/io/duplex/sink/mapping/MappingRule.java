// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One entry of {@code table.mapping}: what it matches at the source, and the name on the target.
 *
 * @param source as written, before the colon
 * @param target as written, after the colon
 * @param names matches database and table, with a NUL character between
 * @param column matches the column of an entry for columns
 */
record MappingRule(String source, List<String> target, Pattern names, Pattern database, Optional<Pattern> column) {
    private static final String ANY = "*";
    private static final String BETWEEN = "\0";
    private static final Pattern LITERAL = Pattern.compile("[\\w$\\- \\x{80}-\\x{10ffff}]*");

    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException naming what is wrong and how it is written
     */
    static MappingRule parse(String entry) {
        List<String> sides = split(entry, ':');
        if (sides.size() != 2) {
            throw wrong(entry, "it has no single colon between the source's name and the target's");
        }
        List<String> from = split(sides.get(0).trim(), '.');
        String to = sides.get(1).trim();
        if (from.size() < 2 || from.size() > 3 || from.stream().anyMatch(String::isEmpty)) {
            throw wrong(
                    entry,
                    "'" + sides.get(0).trim() + "' is neither database.*, database.table nor database.table.column");
        }
        boolean forColumns = from.size() == 3;
        List<String> target = forColumns ? List.of(to) : split(to, '.');
        check(entry, from, to, target);
        try {
            MappingRule rule = new MappingRule(
                    sides.get(0).trim(),
                    target,
                    pattern(part(from.get(0)) + BETWEEN + part(from.get(1))),
                    pattern(part(from.get(0))),
                    forColumns ? Optional.of(pattern(part(from.get(2)))) : Optional.empty());
            rule.checkGroups(entry);
            return rule;
        } catch (PatternSyntaxException syntax) {
            throw wrong(entry, "its regular expression is wrong: " + syntax.getMessage());
        }
    }

    private static void check(String entry, List<String> from, String to, List<String> target) {
        if (from.size() == 3) {
            if (split(to, '.').size() != 1) {
                throw wrong(entry, "a column keeps its table: after the colon stands the column's new name alone");
            }
            return;
        }
        if (target.size() != 2 || target.stream().anyMatch(String::isEmpty)) {
            throw wrong(entry, "'" + to + "' is neither database.* nor database.table");
        }
        if (from.get(1).equals(ANY) && !target.get(1).contains(ANY)) {
            throw wrong(entry, "all tables of a database would become one; write * in the table's new name too");
        }
    }

    private static IllegalArgumentException wrong(String entry, String why) {
        return new IllegalArgumentException("'" + entry + "' is no mapping: " + why
                + ". An entry is database.*:database.*, database.table:database.table or "
                + "database.table.column:column; a dot of a regular expression stands within parentheses or brackets, "
                + "such as shop_(.*).orders:shop.orders.");
    }

    /** Refuses references to groups that there are none of: they would fail with the first row. */
    private void checkGroups(String entry) {
        int groups = column.orElse(names).matcher("").groupCount();
        for (String name : target) {
            Matcher reference = Pattern.compile("\\$(\\d)").matcher(name);
            while (reference.find()) {
                if (Integer.parseInt(reference.group(1)) > groups) {
                    throw wrong(entry, "it has no group " + reference.group() + " of parentheses");
                }
            }
        }
    }

    private static String part(String written) {
        return written.equals(ANY) ? ".*" : written;
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(
                "\\A(?:" + expression + ")\\z", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** Splits at a character that stands neither in parentheses nor in brackets nor behind a backslash. */
    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (c == at && depth <= 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
                if (c == '\\' && i + 1 < text.length()) {
                    part.append(text.charAt(++i));
                }
            }
        }
        parts.add(part.toString());
        return parts;
    }

    boolean isForColumns() {
        return column.isPresent();
    }

    /** Tells whether the entry is about whole databases. */
    boolean isForDatabases() {
        return !isForColumns() && source.endsWith("." + ANY);
    }

    /** Tells whether the entry makes one table of several. */
    boolean merges() {
        if (isForColumns()) {
            return false;
        }
        String fixed = isForDatabases() ? source.substring(0, source.length() - 2) : source.replace(".", "");
        boolean oneName = target.stream().noneMatch(name -> name.contains("$"))
                && (isForDatabases() || !target.get(1).contains(ANY));
        return oneName && !LITERAL.matcher(fixed).matches();
    }

    /** Tells whether the entry is about one table, or all of one database, by names that are no expressions. */
    boolean isLiteral() {
        List<String> parts = split(source, '.');
        return LITERAL.matcher(parts.get(0)).matches()
                && (isForDatabases() || LITERAL.matcher(parts.get(1)).matches());
    }

    /** Returns database and table as written, and the column of an entry for columns. */
    List<String> parts() {
        return split(source, '.');
    }

    /** Tells whether some table of the source may be this one on the target. */
    boolean mayMake(TableId made) {
        return !isForColumns()
                && template(target.get(0)).matcher(made.database()).matches()
                && template(target.get(1)).matcher(made.table()).matches();
    }

    /** Returns the source's table that is this one on the target, where the entry tells. */
    Optional<TableId> sourceOf(TableId made) {
        List<String> parts = parts();
        Optional<String> from = own(parts.get(0), target.get(0), made.database());
        Optional<String> name = own(parts.get(1), target.get(1), made.table());
        return from.isPresent() && name.isPresent()
                ? Optional.of(new TableId(from.get(), name.get()))
                : Optional.empty();
    }

    private static Optional<String> own(String part, String template, String made) {
        if (!part.equals(ANY)) {
            return LITERAL.matcher(part).matches() ? Optional.of(part) : Optional.empty();
        }
        Matcher matched = template(template).matcher(made);
        return template.contains("$") || !template.contains(ANY) || !matched.matches()
                ? Optional.empty()
                : Optional.of(matched.group(1));
    }

    /** Matches all names that a template may give. */
    private static Pattern template(String template) {
        StringBuilder expression = new StringBuilder();
        Matcher open = Pattern.compile("\\*|\\$\\d").matcher(template);
        int from = 0;
        while (open.find()) {
            expression
                    .append(Pattern.quote(template.substring(from, open.start())))
                    .append("(.*)");
            from = open.end();
        }
        return pattern(
                expression.append(Pattern.quote(template.substring(from))).toString());
    }

    boolean matches(String database, String table) {
        return names.matcher(database + BETWEEN + table).matches();
    }

    boolean matchesDatabase(String name) {
        return database.matcher(name).matches();
    }

    boolean matchesColumn(String name) {
        return column.isPresent() && column.get().matcher(name).matches();
    }

    /** Returns the target's database of a table that matches. */
    String databaseOf(String database, String table) {
        return expand(target.get(0), names.matcher(database + BETWEEN + table), database);
    }

    /** Returns the target's database of a database that matches. */
    String databaseOf(String name) {
        return expand(target.get(0), database.matcher(name), name);
    }

    /** Returns the target's name of a table that matches. */
    String tableOf(String database, String table) {
        return expand(target.get(1), names.matcher(database + BETWEEN + table), table);
    }

    /** Returns the new name of a column that matches, empty to leave it out. */
    Optional<String> columnOf(String name) {
        String renamed = expand(target.get(0), column.orElseThrow().matcher(name), name);
        return renamed.isEmpty() ? Optional.empty() : Optional.of(renamed);
    }

    /** Puts the matched groups for $1, and the source's name for *. */
    private static String expand(String template, Matcher matched, String own) {
        StringBuilder name = new StringBuilder();
        String[] pieces = template.split("\\*", -1);
        for (int i = 0; i < pieces.length; i++) {
            name.append(i == 0 ? "" : own);
            matched.reset();
            name.append(matched.replaceFirst(pieces[i]));
        }
        return name.toString();
    }
}

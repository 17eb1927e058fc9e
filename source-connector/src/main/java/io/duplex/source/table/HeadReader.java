// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static java.util.Map.entry;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells from a statement's leading keywords what it is, and, for statements without a model, what it names. */
final class HeadReader {
    private static final Map<String, DdlClass> OBJECTS = Map.ofEntries(
            entry("DATABASE", DdlClass.SCHEMA),
            entry("TABLE", DdlClass.TABLE),
            entry("INDEX", DdlClass.INDEX),
            entry("VIEW", DdlClass.VIEW),
            entry("TRIGGER", DdlClass.TRIGGER),
            entry("PROCEDURE", DdlClass.ROUTINE),
            entry("FUNCTION", DdlClass.ROUTINE),
            entry("LIBRARY", DdlClass.ROUTINE),
            entry("EVENT", DdlClass.EVENT),
            entry("USER", DdlClass.USER),
            entry("ROLE", DdlClass.USER),
            entry("SERVER", DdlClass.OTHER),
            entry("TABLESPACE", DdlClass.OTHER),
            entry("LOGFILE", DdlClass.OTHER),
            entry("REFERENCE", DdlClass.OTHER),
            entry("RESOURCE", DdlClass.OTHER),
            entry("INSTANCE", DdlClass.OTHER));

    private static final Map<String, String> SAME =
            Map.of("SCHEMA", "DATABASE", "TABLES", "TABLE", "VIEWS", "VIEW", "KEY", "INDEX");

    private static final Set<String> ABOUT_USERS = Set.of("GRANT", "REVOKE");

    private static final Set<String> WITHOUT_MODEL = Set.of(
            "ANALYZE",
            "OPTIMIZE",
            "REPAIR",
            "CHECK",
            "FLUSH",
            "INSTALL",
            "UNINSTALL",
            "IMPORT",
            "CACHE",
            "RESET",
            "PURGE",
            "USE",
            "LOCK",
            "UNLOCK",
            "CALL",
            "DO",
            "RESTART");

    private final List<SqlText.Token> tokens;
    private final StatementContext context;
    private final String sql;
    private int at;

    HeadReader(List<SqlText.Token> tokens, StatementContext context, String sql) {
        this.tokens = tokens;
        this.context = context;
        this.sql = sql;
    }

    /** A statement's head; {@code modelled} when its text shapes tables and must go through the grammar. */
    record Found(DdlStatement.Head head, boolean modelled) {}

    Found read() {
        String verb = word(0);
        return switch (verb) {
            case "CREATE", "ALTER", "DROP" -> object(verb);
            case "RENAME" -> word(1).equals("USER") ? plain(DdlClass.USER, "RENAME USER") : table("RENAME TABLE");
            case "TRUNCATE" -> table("TRUNCATE TABLE");
            case "SET" -> set();
            default -> other(verb);
        };
    }

    private Found set() {
        boolean users = word(1).equals("PASSWORD") || (word(1).equals("DEFAULT") && word(2).equals("ROLE"));
        return plain(users ? DdlClass.USER : DdlClass.OTHER, users ? "SET " + word(1) : "SET");
    }

    private Found other(String verb) {
        if (ABOUT_USERS.contains(verb)) {
            return plain(DdlClass.USER, verb);
        }
        if (WITHOUT_MODEL.contains(verb)) {
            return plain(DdlClass.OTHER, verb);
        }
        throw new DdlException(
                "The server logged a statement that is neither a row event nor a known kind of DDL. Remedy: run all"
                        + " sessions with binlog_format=ROW; if it is DDL of a newer server, take a new snapshot"
                        + " from a position after this statement.",
                sql);
    }

    private Found object(String verb) {
        boolean temporary = false;
        for (at = 1; at < tokens.size(); at++) {
            String word = SAME.getOrDefault(word(at), word(at));
            temporary |= word.equals("TEMPORARY");
            DdlClass ddlClass = OBJECTS.get(word);
            if (ddlClass != null) {
                at++;
                return object(verb + " " + word, ddlClass, temporary);
            }
            if (word.equals("DEFINER") && symbol(at + 1, "=")) {
                skipUser();
            }
        }
        throw new DdlException(
                "The DDL statement names no known kind of object. Remedy: take a new snapshot of the schema from a"
                        + " position after this statement.",
                sql);
    }

    private Found object(String kind, DdlClass ddlClass, boolean temporary) {
        boolean conditional = word(at).equals("IF");
        var options = new DdlStatement.Head.Options(conditional, temporary);
        boolean modelled = ddlClass == DdlClass.TABLE || ddlClass == DdlClass.INDEX || ddlClass == DdlClass.SCHEMA;
        if (modelled || ddlClass == DdlClass.USER || ddlClass == DdlClass.OTHER) {
            return new Found(
                    new DdlStatement.Head(ddlClass, kind, List.of(), List.of(), Optional.empty(), options), modelled);
        }
        if (conditional) {
            at += word(at + 1).equals("NOT") ? 3 : 2;
        }
        List<TableId> names = names(kind.startsWith("DROP"));
        List<TableId> tables = ddlClass == DdlClass.VIEW ? names : triggerTable(ddlClass, names);
        List<TableId> objects = ddlClass == DdlClass.VIEW ? List.of() : names;
        return new Found(new DdlStatement.Head(ddlClass, kind, tables, objects, Optional.empty(), options), false);
    }

    private List<TableId> triggerTable(DdlClass ddlClass, List<TableId> names) {
        if (ddlClass == DdlClass.TRIGGER) {
            for (; at < tokens.size(); at++) {
                if (tokens.get(at).is("ON")) {
                    at++;
                    String database = names.isEmpty() ? "" : names.get(0).database();
                    return List.of(name(database));
                }
            }
        }
        return List.of();
    }

    private List<TableId> names(boolean many) {
        List<TableId> names = new ArrayList<>();
        do {
            if (at >= tokens.size() || !tokens.get(at).isName()) {
                return names;
            }
            names.add(name(context.defaultDatabase().orElse("")));
        } while (many && symbol(at++, ","));
        return names;
    }

    private TableId name(String defaultDatabase) {
        String first = tokens.get(at++).text();
        if (symbol(at, ".") && at + 1 < tokens.size()) {
            at += 2;
            return new TableId(first, tokens.get(at - 1).text());
        }
        return new TableId(defaultDatabase, first);
    }

    /** Steps over {@code DEFINER = user@host}, whose names may look like keywords. */
    private void skipUser() {
        at += 2;
        if (symbol(at + 1, "@")) {
            at += 2;
        } else if (symbol(at + 1, "(")) {
            at += 2;
        }
    }

    private Found table(String kind) {
        return new Found(head(DdlClass.TABLE, kind), true);
    }

    private Found plain(DdlClass ddlClass, String kind) {
        return new Found(head(ddlClass, kind), false);
    }

    private static DdlStatement.Head head(DdlClass ddlClass, String kind) {
        return new DdlStatement.Head(
                ddlClass, kind, List.of(), List.of(), Optional.empty(), new DdlStatement.Head.Options(false, false));
    }

    private boolean symbol(int index, String symbol) {
        return index < tokens.size() && tokens.get(index).isSymbol(symbol);
    }

    /** The keyword at this place in upper case, empty for quoted names, strings and symbols. */
    private String word(int index) {
        return index < tokens.size() && tokens.get(index).kind() == SqlText.Kind.WORD
                ? tokens.get(index).text().toUpperCase(Locale.ROOT)
                : "";
    }
}

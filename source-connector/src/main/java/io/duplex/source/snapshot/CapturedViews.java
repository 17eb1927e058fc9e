// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.CaptureOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the captured views are at one moment.
 *
 * @param definitions by name, those that can be copied
 * @param skipped why the others cannot, by name
 */
record CapturedViews(Map<TableId, Definition> definitions, Map<TableId, String> skipped) {
    /** No views. */
    static final CapturedViews NONE = new CapturedViews(Map.of(), Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(CapturedViews.class);
    private static final int DENIED = 1142;
    private static final int GONE = 1146;
    private static final int INVALID = 1356;

    /** A text, which is passed over, or a name, with another one behind a dot if there is. */
    private static final Pattern NAMES = Pattern.compile(
            "'(?:[^'\\\\]++|\\\\.|'')*+'|`((?:[^`]++|``)*+)`(?:\\.`((?:[^`]++|``)*+)`)?+", Pattern.DOTALL);

    private static final Set<String> UTF8 = Set.of("utf8", "utf8mb3", "utf8mb4");
    private static final Pattern INTRODUCED =
            Pattern.compile("(?<![\\w`'])_([a-z0-9]+)\\s*'((?:[^'\\\\]++|\\\\.|'')*+)'", Pattern.DOTALL);

    /**
     * Reads them in a session of their own: without a default database, so that the server writes all names in full,
     * and without conversion, because the server answers in the character set that each view was made in.
     */
    static CapturedViews read(ServerConnections connections, CaptureOptions capture) throws SQLException {
        Map<TableId, Definition> definitions = new LinkedHashMap<>();
        Map<TableId, String> skipped = new LinkedHashMap<>();
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute("SET SESSION sql_mode='', SESSION sql_quote_show_create=1,"
                    + " SESSION character_set_results=NULL");
            Map<String, String> collations = collations(statement);
            for (TableId view : names(statement, capture)) {
                try {
                    definitions.put(view, definition(statement, view, collations));
                } catch (NotCopied known) {
                    skipped.put(view, String.valueOf(known.getMessage()));
                } catch (SQLException refused) {
                    skipped.put(
                            view, reason(refused, view, connections.options().user()));
                }
            }
        }
        return new CapturedViews(definitions, skipped);
    }

    private static String reason(SQLException refused, TableId view, String user) throws SQLException {
        return switch (refused.getErrorCode()) {
            case DENIED ->
                refused.getMessage() + ". GRANT SELECT, SHOW VIEW ON " + TableId.quote(view.database()) + ".* TO '"
                        + user + "'@... gives what is needed";
            case GONE, INVALID -> String.valueOf(refused.getMessage());
            default -> throw refused;
        };
    }

    private static List<TableId> names(Statement statement, CaptureOptions capture) throws SQLException {
        List<TableId> views = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
                + " WHERE TABLE_TYPE = 'VIEW' ORDER BY TABLE_SCHEMA, TABLE_NAME")) {
            while (rows.next()) {
                TableId view = new TableId(rows.getString(1), rows.getString(2));
                if (capture.captures(view)) {
                    views.add(view);
                }
            }
        }
        return views;
    }

    /** Returns the ids of the collations, and of the character sets' usual ones, by name: the binlog tells ids. */
    private static Map<String, String> collations(Statement statement) throws SQLException {
        Map<String, String> ids = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT COLLATION_NAME, CHARACTER_SET_NAME, IS_DEFAULT, ID FROM information_schema.COLLATIONS")) {
            while (rows.next()) {
                ids.put(rows.getString(1), rows.getString(4));
                if ("Yes".equals(rows.getString(3))) {
                    ids.putIfAbsent(rows.getString(2), rows.getString(4));
                }
            }
        }
        return ids;
    }

    /** A view that another server would refuse, or make otherwise. */
    private static final class NotCopied extends Exception {
        private static final long serialVersionUID = 1L;

        NotCopied(String reason) {
            super(reason);
        }
    }

    private static Definition definition(Statement statement, TableId view, Map<String, String> collations)
            throws SQLException, NotCopied {
        statement.clearWarnings();
        try (ResultSet row = statement.executeQuery("SHOW CREATE VIEW " + view.quoted())) {
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                if (warning.getErrorCode() == INVALID) {
                    throw new NotCopied("it refers to tables, columns or functions that do not exist");
                }
            }
            row.next();
            Map<String, String> session = new HashMap<>(Definition.LENIENT);
            Optional.ofNullable(collations.get(row.getString(3)))
                    .ifPresent(id -> session.put("character_set_client", id));
            Optional.ofNullable(collations.get(row.getString(4)))
                    .ifPresent(id -> session.put("collation_connection", id));
            return new Definition(view, DdlClass.VIEW, text(row.getBytes(2), row.getString(3)), session);
        }
    }

    /** Behind an introducer the text holds bytes of that character set, whatever the others are in. */
    private static String text(byte[] bytes, String client) throws NotCopied {
        MySqlCharset charset = MySqlCharsets.of(client)
                .orElseThrow(() -> new NotCopied("it was made in the unknown character set " + client));
        String text = charset.decode(bytes);
        Matcher literals = INTRODUCED.matcher(text);
        while (literals.find()) {
            boolean ascii = literals.group(2).chars().allMatch(character -> character < 0x80);
            if (!ascii && !(UTF8.contains(client) && UTF8.contains(literals.group(1)))) {
                throw new NotCopied("it holds the text " + literals.group() + ", which is of another character set than"
                        + " the view's " + client);
            }
        }
        return text;
    }

    /** Returns the views, each behind those that it selects from, and logs which are left out. */
    List<Definition> inOrder() {
        Map<TableId, String> left = new LinkedHashMap<>(skipped);
        Map<TableId, Definition> ordered = new LinkedHashMap<>();
        Set<TableId> seen = new HashSet<>();
        definitions.keySet().forEach(view -> visit(view, seen, ordered, left));
        left.forEach((view, reason) -> LOG.warn("View left out of the snapshot view={} reason={}", view, reason));
        return List.copyOf(ordered.values());
    }

    private void visit(TableId view, Set<TableId> seen, Map<TableId, Definition> ordered, Map<TableId, String> left) {
        Definition definition = definitions.get(view);
        if (definition == null || !seen.add(view)) {
            return;
        }
        Set<TableId> used = used(definition.statement());
        used.forEach(other -> visit(other, seen, ordered, left));
        String missing =
                used.stream().filter(left::containsKey).map(TableId::toString).collect(Collectors.joining(", "));
        if (missing.isEmpty()) {
            ordered.put(view, definition);
        } else {
            left.put(view, "it selects from views that are left out: " + missing);
        }
    }

    /** Returns all pairs of names in the statement; those that are no view's do not matter. */
    private static Set<TableId> used(String statement) {
        Set<TableId> used = new HashSet<>();
        Matcher names = NAMES.matcher(statement);
        while (names.find()) {
            if (names.group(1) != null && names.group(2) != null) {
                used.add(new TableId(
                        names.group(1).replace("``", "`"), names.group(2).replace("``", "`")));
            }
        }
        return used;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the objects that a statement touches are on the target, as short texts that differ when the objects do: by
 * {@code SHOW CREATE}, the time of creation, and for statements that change rows only, the first row.
 */
final class TargetObjects {
    static final String ABSENT = "absent";
    static final String EMPTY = "empty";
    static final String HIDDEN = "hidden";
    private static final String TABLE = "TABLE ";

    /** Begins the name of a place whose first row is all that is told. */
    static final String ROWS = "ROWS ";

    /** Begins the name of a user or role. */
    static final String ACCOUNT = "USER ";

    private static final Set<Integer> NO_SUCH_OBJECT = Set.of(1008, 1049, 1141, 1146, 1305, 1360, 1396, 1539);
    private static final Set<Integer> DENIED = Set.of(1044, 1142, 1227, 1370);
    private static final Set<String> ROUTINES = Set.of("TRIGGER", "PROCEDURE", "FUNCTION", "EVENT");

    /** The table's next number is no part of its structure. */
    private static final Pattern NEXT_NUMBER = Pattern.compile(" AUTO_INCREMENT=\\d+");

    /** Tables are told without their names, so that one that got another name can be known by its state. */
    private static final Pattern NAMED_TABLE = Pattern.compile("^CREATE TABLE `(?:[^`]|``)*`");

    private final Connection connection;

    TargetObjects(Connection connection) {
        this.connection = connection;
    }

    /**
     * Names the objects that the statement touches, as {@code SHOW CREATE} takes them; none when it is about objects of
     * another kind.
     */
    static List<String> named(ReplayedStatement statement) {
        DdlForm form = statement.form();
        Optional<String> database = statement.context().defaultDatabase();
        if (Accounts.areChangedBy(form)) {
            return Accounts.of(form, statement.ansiQuotes()).stream()
                    .map(account -> ACCOUNT + account)
                    .toList();
        }
        if (form.isAbout("DATABASE")) {
            Optional<String> name =
                    form.name().isEmpty() ? database : Optional.of(form.name().get(0));
            return name.map(n -> "DATABASE " + TableId.quote(n)).stream().toList();
        }
        if (form.object().map(ROUTINES::contains).orElse(false)) {
            return statement.qualified(form.name()).map(id -> form.object().orElseThrow() + " " + id.quoted()).stream()
                    .toList();
        }
        return Stream.concat(
                        statement.context().tables().stream().map(TargetObjects::named),
                        MovedRows.of(statement).stream()
                                .flatMap(moved -> moved.places().stream())
                                .map(place -> ROWS + place))
                .toList();
    }

    /** Returns the table's name as {@code SHOW CREATE} takes it. */
    static String named(TableId table) {
        return TABLE + table.quoted();
    }

    /** Returns the table of such a name, empty when it is another kind's. */
    static Optional<TableId> tableOf(String name) {
        List<SqlWords.Word> words = SqlWords.of(name, false);
        return name.startsWith(TABLE)
                ? Optional.of(new TableId(words.get(1).raw(), words.get(3).raw()))
                : Optional.empty();
    }

    /** Returns the name as several of its kind stand in a DROP statement, empty when there is no such statement. */
    static Optional<String> droppable(String name) {
        return name.startsWith(ACCOUNT)
                ? Optional.of(name.substring(ACCOUNT.length()))
                : tableOf(name).map(TableId::quoted);
    }

    /**
     * Returns the states of these objects.
     *
     * @param verb what is done to them
     */
    Map<String, String> states(Collection<String> names, DdlForm.Verb verb) throws SQLException {
        boolean movesRows = verb == DdlForm.Verb.TRUNCATE || verb == DdlForm.Verb.RENAME;
        Map<String, String> states = new LinkedHashMap<>();
        for (String name : names) {
            if (name.startsWith(ROWS)) {
                states.put(name, firstRow(name.substring(ROWS.length())));
                continue;
            }
            if (name.startsWith(ACCOUNT)) {
                states.put(name, account(name));
                continue;
            }
            Optional<TableId> table = tableOf(name);
            String state = show(name);
            if (table.isPresent() && !state.equals(ABSENT)) {
                state += " " + created(table.get());
                state += movesRows ? " " + firstRow(table.get().quoted()) : "";
            }
            states.put(name, state);
        }
        return states;
    }

    private String created(TableId table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT CREATE_TIME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            query.setString(1, table.database());
            query.setString(2, table.table());
            try (ResultSet rows = query.executeQuery()) {
                String time = rows.next() ? rows.getString(1) : ABSENT;
                return time == null ? "view" : time.replace(' ', 'T');
            }
        }
    }

    private String show(String name) throws SQLException {
        return shown("SHOW CREATE " + name, rows -> {
            return rows.next() ? hash(name.startsWith(TABLE) ? nameless(texts(rows)) : texts(rows)) : ABSENT;
        });
    }

    /** What it may do is told in any order. */
    private String account(String name) throws SQLException {
        String state = show(name);
        if (state.equals(ABSENT) || state.equals(HIDDEN)) {
            return state;
        }
        String grants = shown("SHOW GRANTS FOR " + name.substring(ACCOUNT.length()), rows -> {
            List<String> words = new ArrayList<>();
            while (rows.next()) {
                words.addAll(List.of(rows.getString(1).split("[, ]+")));
            }
            Collections.sort(words);
            return hash(words);
        });
        return state + " " + grants;
    }

    @FunctionalInterface
    private interface Reading {
        String of(ResultSet rows) throws SQLException;
    }

    private String shown(String sql, Reading reading) throws SQLException {
        try (Statement query = connection.createStatement()) {
            query.setEscapeProcessing(false);
            try (ResultSet rows = query.executeQuery(sql)) {
                return reading.of(rows);
            }
        } catch (SQLException failure) {
            if (NO_SUCH_OBJECT.contains(failure.getErrorCode())) {
                return ABSENT;
            }
            if (DENIED.contains(failure.getErrorCode())) {
                return HIDDEN;
            }
            throw failure;
        }
    }

    private static List<String> nameless(List<String> shown) {
        List<String> texts = new ArrayList<>(shown.subList(1, shown.size()));
        texts.set(0, NAMED_TABLE.matcher(texts.get(0)).replaceFirst("CREATE TABLE"));
        return texts;
    }

    private String firstRow(String place) throws SQLException {
        return shown("SELECT * FROM " + place + " LIMIT 1", rows -> rows.next() ? hash(texts(rows)) : EMPTY);
    }

    private static List<String> texts(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            byte[] value = row.getBytes(i);
            String text = value == null ? "" : new String(value, StandardCharsets.ISO_8859_1);
            texts.add(NEXT_NUMBER.matcher(text).replaceFirst(""));
        }
        return texts;
    }

    private static String hash(List<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                digest.update(text.getBytes(StandardCharsets.ISO_8859_1));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Returns the states as lines. */
    static String encode(Map<String, String> states) {
        StringBuilder lines = new StringBuilder();
        states.forEach(
                (name, state) -> lines.append(name).append('\t').append(state).append('\n'));
        return lines.toString();
    }

    /** Reads {@link #encode}'s lines. */
    static Map<String, String> decode(String lines) {
        Map<String, String> states = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int tab = line.lastIndexOf('\t');
            states.put(line.substring(0, tab), line.substring(tab + 1));
        });
        return states;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the target's session what a DDL statement's session had at the source, and takes it back.
 *
 * <p>Not taken over: {@code character_set_client}, as the text is sent in utf8mb4 here, whatever it was typed in;
 * {@code collation_database}, which follows the default database; the auto increment pair, which is the mark. A variable
 * that this server does not know is left out. One that the user may not set stops the statement when it would give
 * another result without it.
 */
final class DdlSession {
    private static final Logger LOG = LoggerFactory.getLogger(DdlSession.class);

    private static final Set<String> NOT_TAKEN =
            Set.of("character_set_client", "collation_database", "auto_increment_increment", "auto_increment_offset");
    /** More than one number rows in any order. */
    private static final List<String> THREADS = List.of("innodb_ddl_threads", "innodb_parallel_read_threads");

    /** The default database of statements that need none. */
    static final String NOWHERE = "information_schema";

    private static final int NO_SUCH_DATABASE = 1049;
    private static final int DATABASE_DENIED = 1044;
    private static final int NO_SUCH_VARIABLE = 1193;
    private static final Set<Integer> DENIED = Set.of(1227, 1229, 1238);
    private static final Set<Integer> WRONG_VALUE = Set.of(1115, 1231, 1232, 1273, 3899, 3900);

    /** Modes that only some servers know: those that 8.0 removed, and TIME_TRUNCATE_FRACTIONAL that 5.7 lacks. */
    private static final long DROPPABLE_MODES = 0x3ff00L | 1L << 28 | 1L << 32;

    private final Connection connection;
    private final Map<String, String> previous = new LinkedHashMap<>();

    DdlSession(Connection connection) {
        this.connection = connection;
    }

    /** Sets what the statement needs; {@link #leave} must follow, also after a failure. */
    void enter(ReplayedStatement statement) throws SQLException {
        use(statement.context());
        for (Map.Entry<String, String> variable :
                new TreeMap<>(statement.context().session()).entrySet()) {
            if (!NOT_TAKEN.contains(variable.getKey())) {
                set(variable.getKey(), variable.getValue(), statement);
            }
        }
        if (statement.form().numbersRows()) {
            for (String threads : THREADS) {
                set(threads, "1", statement);
            }
        }
    }

    /** Makes the default database the source's. A statement that needs one and has none must fail, not go elsewhere. */
    private void use(DdlContext context) throws SQLException {
        Optional<String> database = context.defaultDatabase();
        try {
            execute("USE " + TableId.quote(database.orElse(NOWHERE)));
        } catch (SQLException failure) {
            if (failure.getErrorCode() != NO_SUCH_DATABASE && failure.getErrorCode() != DATABASE_DENIED) {
                throw failure;
            }
            execute("USE " + TableId.quote(NOWHERE));
        }
    }

    private void set(String name, String value, ReplayedStatement statement) throws SQLException {
        Optional<String> before = value(name);
        if (before.isEmpty()) {
            LOG.debug("The target does not know the variable {}", name);
            return;
        }
        if (before.get().equals(value)) {
            return;
        }
        try {
            assign(name, value);
            previous.put(name, before.get());
        } catch (SQLException failure) {
            boolean wrong = WRONG_VALUE.contains(failure.getErrorCode());
            if (wrong && name.equals("sql_mode")) {
                assign(name, Long.toString(Long.parseLong(value) & ~DROPPABLE_MODES));
                previous.put(name, before.get());
            } else if (wrong && charset(name, value).isPresent()) {
                assign(
                        name.replace("collation_", "character_set_"),
                        literal(charset(name, value).get()));
                previous.put(name, before.get());
            } else if (!DENIED.contains(failure.getErrorCode()) || matters(name, value, before.get(), statement)) {
                throw new SQLException(
                        "the session's " + name + " cannot be set to " + value + ": " + failure.getMessage(),
                        failure.getSQLState(),
                        failure.getErrorCode(),
                        failure);
            }
        }
    }

    /** Returns the character set of a collation that only the source knows. */
    private static Optional<String> charset(String variable, String value) {
        boolean collation = variable.startsWith("collation_") && value.chars().allMatch(Character::isDigit);
        return collation ? MySqlCharsets.charsetOfCollation(Integer.parseInt(value)) : Optional.empty();
    }

    /** Tells whether the statement would give another result with the value that the session has now. */
    private boolean matters(String name, String wanted, String now, ReplayedStatement statement) throws SQLException {
        String text = statement.text();
        return switch (name) {
            case "default_collation_for_utf8mb4" ->
                DdlForm.mentions(text, "utf8mb4") && !DdlForm.mentions(text, "COLLATE") && !isCollation(wanted, now);
            case "explicit_defaults_for_timestamp" -> !wanted.equals(now) && DdlForm.mentions(text, "TIMESTAMP");
            case "sql_require_primary_key", "default_table_encryption" -> false;
            default -> !wanted.equals(now) && !isCollation(wanted, now);
        };
    }

    private boolean isCollation(String id, String name) throws SQLException {
        return id.chars().allMatch(Character::isDigit)
                && text("SELECT COLLATION_NAME FROM information_schema.COLLATIONS WHERE ID = " + id)
                        .map(name::equals)
                        .orElse(false);
    }

    private Optional<String> value(String name) throws SQLException {
        if (!name.matches("[a-z0-9_]+")) {
            return Optional.empty();
        }
        try {
            return text("SELECT @@session." + name);
        } catch (SQLException failure) {
            if (failure.getErrorCode() == NO_SUCH_VARIABLE) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Takes everything back. */
    void leave() throws SQLException {
        for (Map.Entry<String, String> variable : previous.entrySet()) {
            String name = variable.getKey();
            assign(name, name.equals("timestamp") ? "DEFAULT" : literal(variable.getValue()));
        }
        previous.clear();
    }

    private static String literal(String value) {
        boolean number = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
        return number ? value : "'" + value.replace("'", "''") + "'";
    }

    private void assign(String name, String value) throws SQLException {
        execute("SET SESSION " + name + " = " + value);
    }

    private Optional<String> text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

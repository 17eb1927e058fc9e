// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A session without strict mode for a moment: only that stores the value 0 of an ENUM. */
final class LenientMode {
    /**
     * What a statement's condition is warned of, and no value: bytes that are no text of a key's character set
     * (ER_INVALID_CHARACTER_STRING), and character sets and collations that are deprecated. Strict mode allows them, too.
     */
    private static final Set<Integer> OF_CONDITIONS = Set.of(1300, 1287, 1681, 3719, 3778);

    private final Connection connection;

    LenientMode(Connection connection) {
        this.connection = connection;
    }

    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /**
     * What a statement warned of its values.
     *
     * @param count of all values that it adapted
     * @param texts of those that the server keeps, {@code max_error_count}
     */
    record Warnings(int count, List<String> texts) {}

    /** Returns what the work's last statement warned of. */
    Warnings of(Work work) throws SQLException {
        mode(SessionSetup.LENIENT_SQL_MODE);
        try {
            work.run();
            return warnings();
        } finally {
            mode(SessionSetup.SQL_MODE);
        }
    }

    private Warnings warnings() throws SQLException {
        List<String> texts = new ArrayList<>();
        int conditions = 0;
        try (Statement query = connection.createStatement()) {
            try (ResultSet kept = query.executeQuery("SHOW WARNINGS")) {
                while (kept.next()) {
                    int code = kept.getInt("Code");
                    if (OF_CONDITIONS.contains(code)) {
                        conditions++;
                    } else {
                        texts.add(code + ": " + kept.getString("Message"));
                    }
                }
            }
            try (ResultSet all = query.executeQuery("SHOW COUNT(*) WARNINGS")) {
                all.next();
                return new Warnings(all.getInt(1) - conditions, texts);
            }
        }
    }

    private void mode(String mode) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("SET SESSION sql_mode = '" + mode + "'");
        }
    }
}

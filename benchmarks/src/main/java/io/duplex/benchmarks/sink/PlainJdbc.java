// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The bound: whole transactions of about 1,000 rows in each commit, reduced to the last state of each row, written as
 * statements for many rows over one connection. It checks nothing, and remembers progress only when asked to.
 */
final class PlainJdbc implements SinkDrain.Drain {
    private static final int ROWS_OF_A_COMMIT = 1_000;

    private final Connection connection;
    private final List<Change> changes;
    private final int step;
    private final Optional<Progress> progress;

    /** The state that a row has after a change; none when it is deleted. */
    private record Change(
            String table, int id, boolean copied, @Nullable Struct after) {}

    private PlainJdbc(Connection connection, List<Change> changes, int step, Optional<Progress> progress) {
        this.connection = connection;
        this.changes = changes;
        this.step = step;
        this.progress = progress;
    }

    static PlainJdbc connect(Map<String, String> config, SinkDrain.Backlog backlog, boolean marked)
            throws SQLException {
        Connection connection = DriverManager.getConnection(
                "jdbc:mysql://" + config.get("database.hostname") + ":" + config.get("database.port")
                        + "/?sslMode=DISABLED&allowPublicKeyRetrieval=true&characterEncoding=UTF-8",
                config.get("database.user"),
                config.get("database.password"));
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        List<Change> changes = new ArrayList<>();
        for (SinkRecord record : backlog.records()) {
            if (record.value() instanceof Struct value && value.schema().field("op") != null) {
                Struct after = value.getStruct("after");
                Struct row = after == null ? value.getStruct("before") : after;
                Struct source = value.getStruct("source");
                changes.add(new Change(
                        source.getString("db") + "." + source.getString("table"),
                        row.getInt32("id"),
                        "r".equals(value.getString("op")),
                        after));
            }
        }
        int step = Math.max(ROWS_OF_A_COMMIT, backlog.transaction());
        return new PlainJdbc(
                connection, changes, step, marked ? Optional.of(Progress.claim(connection)) : Optional.empty());
    }

    @Override
    public void run() throws SQLException {
        for (int from = 0; from < changes.size(); from += step) {
            if (progress.isPresent()) {
                progress.get().write(from / step + 1L);
            }
            Map<String, Map<Integer, Change>> last = new LinkedHashMap<>();
            for (Change change : changes.subList(from, Math.min(from + step, changes.size()))) {
                last.computeIfAbsent(change.table(), table -> new LinkedHashMap<>())
                        .put(change.id(), change);
            }
            for (Map.Entry<String, Map<Integer, Change>> table : last.entrySet()) {
                write(table.getKey(), List.copyOf(table.getValue().values()));
            }
            connection.commit();
            progress.ifPresent(Progress::committed);
        }
    }

    private void write(String table, List<Change> states) throws SQLException {
        StringBuilder gone = new StringBuilder();
        StringBuilder rows = new StringBuilder();
        for (Change state : states) {
            Struct after = state.after();
            if (after == null) {
                gone.append(gone.isEmpty() ? "" : ",").append(state.id());
            } else {
                rows.append(rows.isEmpty() ? "(" : ",(")
                        .append(state.id())
                        .append(',')
                        .append(after.getInt32("k"))
                        .append(",'")
                        .append(after.getString("c").replace("'", "''"))
                        .append("','")
                        .append(after.getString("pad").replace("'", "''"))
                        .append("')");
            }
        }
        if (!gone.isEmpty()) {
            SinkLoad.execute(connection, "DELETE FROM " + table + " WHERE id IN (" + gone + ")");
        }
        if (!rows.isEmpty()) {
            String always = states.get(0).copied() ? "" : " AS n ON DUPLICATE KEY UPDATE k = n.k, c = n.c, pad = n.pad";
            SinkLoad.execute(connection, "INSERT INTO " + table + " (id, k, c, pad) VALUES " + rows + always);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

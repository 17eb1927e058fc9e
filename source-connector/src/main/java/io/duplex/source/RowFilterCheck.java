// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Finding;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.table.FilterSession;
import io.duplex.source.table.RowFilterOptions;
import io.duplex.source.table.ServerSchemaReader;
import io.duplex.source.table.TableFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds row filters that no row could be tested with: wrong by themselves, or for the table as the server has it. */
final class RowFilterCheck {
    private final SourceConfig config;
    private final ServerConnections connections;

    RowFilterCheck(SourceConfig config, ServerConnections connections) {
        this.config = config;
        this.connections = connections;
    }

    /** Returns what is wrong with the option by itself. */
    static Optional<String> problem(String option, Map<String, String> configured) {
        if (!option.startsWith(RowFilterOptions.PREFIX) || option.equals(RowFilterOptions.EVALUATION)) {
            return Optional.empty();
        }
        if (!RowFilterOptions.isFilter(option)) {
            return Optional.of("Option " + option + " is not known; a row filter's name is " + RowFilterOptions.PREFIX
                    + "<database>.<table>.");
        }
        return RowFilterOptions.problem(configured.getOrDefault(option, ""), RowFilterOptions.evaluation(configured));
    }

    /** Returns what is wrong with the filters for the tables that the server has. */
    List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        if (config.filters().isEmpty()) {
            return findings;
        }
        try (Connection connection = connections.open();
                Statement statement = connection.createStatement();
                FilterSession session =
                        new FilterSession(connections, config.reader().retries())) {
            statement.execute(RowFilter.SESSION);
            ServerSchemaReader schema = new ServerSchemaReader(connection);
            Map<String, TableId> tables = tables(schema);
            new TreeMap<>(config.filters().expressions()).forEach((name, expression) -> {
                String option = RowFilterOptions.PREFIX + name;
                problem(schema, statement, session, Optional.ofNullable(tables.get(name)), expression)
                        .ifPresent(problem -> findings.add(new Finding(option, option + ": " + problem)));
            });
        } catch (SQLException failed) {
            findings.add(new Finding(
                    RowFilterOptions.PREFIX
                            + config.filters().expressions().keySet().iterator().next(),
                    "The row filters could not be checked: " + failed.getMessage()));
        }
        return findings;
    }

    private Map<String, TableId> tables(ServerSchemaReader schema) throws SQLException {
        Map<String, TableId> tables = new HashMap<>();
        for (String database : schema.databases()) {
            if (config.capture().capturesDatabase(database)) {
                schema.tables(database).stream()
                        .filter(config.capture()::captures)
                        .forEach(table -> tables.put(table.toString(), table));
            }
        }
        return tables;
    }

    private Optional<String> problem(
            ServerSchemaReader schema,
            Statement statement,
            FilterSession session,
            Optional<TableId> table,
            String expression) {
        if (table.isEmpty()) {
            return Optional.of("the server has no such table, or it is not captured; correct the name, in upper and "
                    + "lower case as the server has it, or the include and exclude lists.");
        }
        try {
            TableFilter filter = TableFilter.compile(
                    expression, schema.table(table.get()), config.filters().evaluation());
            statement
                    .executeQuery("SELECT 1 FROM " + table.get().quoted() + " WHERE (" + expression + "\n) LIMIT 0")
                    .close();
            filter.verify(session);
            return Optional.empty();
        } catch (FilterRefusedException | FilterEvaluationException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (SQLException refused) {
            return Optional.of("the server refuses " + expression + ": " + refused.getMessage());
        }
    }
}

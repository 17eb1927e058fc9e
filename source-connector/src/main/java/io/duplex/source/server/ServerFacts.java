// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.ServerSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server says of itself.
 *
 * @param version as {@code @@version} has it
 * @param uuid {@code @@server_uuid}
 * @param id {@code @@server_id}
 * @param executed GTIDs of all that is committed
 * @param purged those of them whose binlog files are gone
 * @param binlog where the binlog ends, empty when it is off or may not be seen
 * @param variables global variables that matter to a source, by their names in lower case
 */
public record ServerFacts(
        String version,
        String uuid,
        long id,
        GtidSet executed,
        GtidSet purged,
        Optional<BinlogEnd> binlog,
        Map<String, String> variables) {

    /** Version from which on {@code SHOW MASTER STATUS} is called otherwise; it is gone from 8.4 on. */
    private static final int BINARY_LOG_STATUS = 80_200;

    private static final String NAMES =
            "'auto_increment_increment','auto_increment_offset','binlog_format','binlog_row_image','binlog_row_value_options',"
                    + "'binlog_transaction_compression','character_set_server','collation_server','enforce_gtid_consistency',"
                    + "'default_collation_for_utf8mb4','gtid_mode','log_bin','log_replica_updates','log_slave_updates',"
                    + "'lower_case_table_names','server_id','server_uuid','sql_mode','version'";

    /** Name of the newest binlog file, and where it ends. */
    public record BinlogEnd(String file, long pos) {}

    public ServerFacts {
        variables = Map.copyOf(variables);
    }

    /** Asks the server of this connection. */
    public static ServerFacts of(Connection connection) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name IN (" + NAMES + ")")) {
            while (rows.next()) {
                variables.put(rows.getString(1), rows.getString(2));
            }
        }
        // SHOW VARIABLES cuts long values, and a GTID set can be long.
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged")) {
            row.next();
            variables.put("gtid_executed", row.getString(1));
            variables.put("gtid_purged", row.getString(2));
        }
        String version = variables.getOrDefault("version", "");
        return new ServerFacts(
                version,
                variables.getOrDefault("server_uuid", ""),
                Long.parseLong(variables.getOrDefault("server_id", "0")),
                GtidSet.parse(variables.getOrDefault("gtid_executed", "")),
                GtidSet.parse(variables.getOrDefault("gtid_purged", "")),
                binlogEnd(connection, version),
                variables);
    }

    /** Returns the statement that shows where the binlog ends, under the name that the version knows. */
    static String binlogStatus(int version) {
        return version >= BINARY_LOG_STATUS ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }

    private static Optional<BinlogEnd> binlogEnd(Connection connection, String version) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(binlogStatus(number(version)))) {
            return rows.next() ? Optional.of(new BinlogEnd(rows.getString(1), rows.getLong(2))) : Optional.empty();
        } catch (SQLException notAllowed) {
            return Optional.empty();
        }
    }

    /** Returns the version as a number, 80033 for 8.0.33. */
    public int versionNumber() {
        return number(version);
    }

    private static int number(String version) {
        String[] parts = version.split("[^0-9]+", 4);
        int number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 100 + (i < parts.length && !parts[i].isEmpty() ? Integer.parseInt(parts[i]) : 0);
        }
        return number;
    }

    public int lowerCaseTableNames() {
        return Integer.parseInt(variables.getOrDefault("lower_case_table_names", "0"));
    }

    /** Returns what other sites want to know. */
    public ServerSettings settings() {
        return new ServerSettings(
                uuid,
                id,
                number("auto_increment_increment", 1),
                number("auto_increment_offset", 1),
                lowerCaseTableNames());
    }

    private int number(String name, int missing) {
        return variable(name).map(Integer::parseInt).orElse(missing);
    }

    /** Tells whether what comes by native replication enters the binlog. */
    boolean logsReplicated() {
        return variable("log_replica_updates")
                .or(() -> variable("log_slave_updates"))
                .filter("OFF"::equalsIgnoreCase)
                .isEmpty();
    }

    /** Returns {@code character_set_server}. */
    public String charset() {
        return variables.getOrDefault("character_set_server", "");
    }

    /** Returns {@code collation_server}. */
    public String collation() {
        return variables.getOrDefault("collation_server", "");
    }

    /** Returns a variable's value, empty when the server does not have it. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Returns what a reader that has done {@code executed} needs and the server no longer has. */
    public GtidSet missing(GtidSet done) {
        return purged.minus(done);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Makes Duplex's own tables on a target where they are missing, and checks which site it is. */
public final class MetadataSetup {
    private static final Set<Integer> DENIED = Set.of(1044, 1142, 1227, 1290);
    private static final int COLUMN_EXISTS = 1060;

    private final Connection connection;
    private final MetadataTables tables;
    private final String user;

    /**
     * Touches nothing yet.
     *
     * @param connection a marked session
     * @param user as messages name it
     */
    public MetadataSetup(Connection connection, MetadataTables tables, String user) {
        this.connection = connection;
        this.tables = tables;
        this.user = user;
    }

    /** Creates the database and the tables that are missing; does not write to the binlog when none is. */
    public void createMissing() throws SQLException {
        Set<String> existing = existingTables();
        if (existing.isEmpty() && !databaseExists()) {
            create(tables.createDatabase());
        }
        List<String> missing = new ArrayList<>();
        for (String statement : tables.createTables()) {
            if (existing.stream().noneMatch(name -> statement.contains(tables.qualified(name)))) {
                missing.add(statement);
            }
        }
        for (String statement : missing) {
            create(statement);
        }
        for (MetadataTables.AddedColumn added : tables.addedColumns()) {
            if (existing.contains(added.table()) && !hasColumn(added)) {
                add(added);
            }
        }
    }

    /** Another sink may add it at the same time. */
    private void add(MetadataTables.AddedColumn added) throws SQLException {
        try {
            create(added.statement());
        } catch (SQLException failed) {
            if (failed.getErrorCode() != COLUMN_EXISTS) {
                throw failed;
            }
        }
    }

    private boolean hasColumn(MetadataTables.AddedColumn added) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1 FROM information_schema.COLUMNS"
                + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND COLUMN_NAME = ?")) {
            statement.setString(1, tables.database());
            statement.setString(2, added.table());
            statement.setString(3, added.column());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void create(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException denied) {
            if (DENIED.contains(denied.getErrorCode())) {
                throw new ApplyFailure(
                        FailureKind.STOP,
                        "metadata.database '" + tables.database() + "' cannot be prepared by user " + user + ": "
                                + denied.getMessage() + ". As an administrator of the target run: "
                                + tables.createDatabase() + "; GRANT ALL ON " + TableId.quote(tables.database())
                                + ".* TO '" + user + "'@'%';",
                        denied);
            }
            throw denied;
        }
    }

    private boolean databaseExists() throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?")) {
            statement.setString(1, tables.database());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Set<String> existingTables() throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?")) {
            statement.setString(1, tables.database());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /**
     * Notes the target's site.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when the server is known as another site
     */
    public void registerSite(OptionalInt site) throws SQLException {
        OptionalInt known = knownSite();
        if (site.isPresent() && (known.isEmpty() || known.equals(site))) {
            new SiteServers(tables).addThis(connection, site.getAsInt());
        }
        if (site.isEmpty() || known.equals(site)) {
            connection.commit();
            return;
        }
        String table = tables.qualified(MetadataTables.SITE);
        if (known.isPresent()) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    "site.id is " + site.getAsInt() + ", but this server is site " + known.getAsInt() + " by " + table
                            + ". Correct site.id; or, if the site has really changed its number, run: UPDATE " + table
                            + " SET is_local = 0 WHERE site_id = " + known.getAsInt() + ";");
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + table + " (site_id, is_local) VALUES (" + site.getAsInt()
                    + ", 1) ON DUPLICATE KEY UPDATE is_local = 1");
        }
        connection.commit();
    }

    private OptionalInt knownSite() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT site_id FROM " + tables.qualified(MetadataTables.SITE)
                        + " WHERE is_local ORDER BY site_id LIMIT 1")) {
            return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
        }
    }
}

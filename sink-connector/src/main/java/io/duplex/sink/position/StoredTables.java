// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TableText;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.SourceTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what tables of sources look like in {@code source_table} on the target. A version counts as soon as the applied
 * set has its statement, so that it need not be written together with it.
 */
public final class StoredTables implements SourceTables {
    private static final Logger LOG = LoggerFactory.getLogger(StoredTables.class);

    /** Far below max.poll.interval.ms, so that the worker stays in its group. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final long PAUSE_MS = 500;

    private final ServerConnections connections;
    private final SiteOptions site;
    private final String table;

    /** Connects when something is to be read or written. */
    public StoredTables(ServerConnections connections, SiteOptions site) {
        this.connections = connections;
        this.site = site;
        this.table = tables().qualified(MetadataTables.SOURCE_TABLE);
    }

    private MetadataTables tables() {
        return new MetadataTables(site.metadataDatabase());
    }

    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** A version and the number of its row. */
    private record Numbered(long id, Version version) {}

    @Override
    public List<Version> load(String source) {
        return run(source, connection -> {
            Map<TableId, Numbered> last = new LinkedHashMap<>();
            List<Long> superseded = new ArrayList<>();
            GtidSet applied = new StoredPositions(new ChannelKey(site.channel(), source, tables())).gtids(connection);
            for (Numbered stored : read(connection, source)) {
                boolean counts = stored.version().gtid().map(applied::contains).orElse(true);
                Numbered old = counts ? last.put(stored.version().table().id(), stored) : stored;
                if (old != null) {
                    superseded.add(old.id());
                }
            }
            delete(connection, superseded);
            return last.values().stream().map(Numbered::version).toList();
        });
    }

    private List<Numbered> read(Connection connection, String source) throws SQLException {
        List<Numbered> versions = new ArrayList<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id, table_schema, table_name, modes, gtid, told_at,"
                        + " kafka_topic, kafka_partition, kafka_offset, definition FROM " + table
                        + " WHERE channel = ? AND source = ? ORDER BY id")) {
            query.setString(1, site.channel());
            query.setString(2, source);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    TableId id = new TableId(rows.getString("table_schema"), rows.getString("table_name"));
                    versions.add(new Numbered(
                            rows.getLong("id"),
                            new Version(
                                    TableText.parse(id, rows.getString("definition")),
                                    Optional.ofNullable(rows.getString("modes")),
                                    Optional.ofNullable(rows.getString("gtid")).map(Gtid::parse),
                                    Instant.ofEpochMilli(rows.getLong("told_at")),
                                    new Coordinates(
                                            rows.getString("kafka_topic"),
                                            rows.getInt("kafka_partition"),
                                            rows.getLong("kafka_offset"),
                                            source))));
                }
            }
        }
        return versions;
    }

    private void delete(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            for (long id : ids) {
                delete.setLong(1, id);
                delete.executeUpdate();
            }
        }
    }

    @Override
    public void save(String source, Version version) {
        run(source, connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                    + " (channel, source, table_schema, table_name, modes, gtid, told_at, kafka_topic, kafka_partition,"
                    + " kafka_offset, definition) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, site.channel());
                insert.setString(2, source);
                insert.setString(3, version.table().id().database());
                insert.setString(4, version.table().id().table());
                insert.setString(5, version.modes().orElse(null));
                insert.setString(6, version.gtid().map(Gtid::toString).orElse(null));
                insert.setLong(7, version.time().toEpochMilli());
                insert.setString(8, version.place().topic());
                insert.setInt(9, version.place().partition());
                insert.setLong(10, version.place().offset());
                insert.setString(11, TableText.of(version.table()));
                return insert.executeUpdate();
            }
        });
    }

    private <T> T run(String source, Work<T> work) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Connection connection = connections.open()) {
                return work.run(connection);
            } catch (SQLException failure) {
                if (System.nanoTime() > deadline) {
                    throw new ConnectException(
                            "Table " + table + " on the target, which keeps what tables of source " + source
                                    + " look like, cannot be used: " + failure.getMessage(),
                            failure);
                }
                LOG.warn("Table {} cannot be used yet, trying again cause={}", table, failure.getMessage());
            }
            pause();
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new ConnectException("The task ends while table " + table + " is to be used", ended);
        }
    }
}

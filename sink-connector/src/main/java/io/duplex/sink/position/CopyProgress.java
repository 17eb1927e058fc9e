// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.origin.MetadataTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Up to where the rows of snapshots in tables' topics are on the target, by partition. */
public final class CopyProgress {
    private final ChannelKey key;
    private final String table;

    /** Touches nothing yet. */
    public CopyProgress(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.COPY_PROGRESS);
    }

    /** Returns the offset that is expected next in each partition of which anything was written. */
    public Map<TopicPartition, Long> read(Connection connection) throws SQLException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT kafka_topic, kafka_partition, kafka_offset"
                + " FROM " + table + " WHERE channel = ? AND source = ?")) {
            query.setString(1, key.channel());
            query.setString(2, key.source());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
        }
        return offsets;
    }

    /** Writes offsets within the open transaction. */
    public void write(Connection connection, Map<TopicPartition, Long> offsets) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table
                + " (channel, source, kafka_topic, kafka_partition, kafka_offset) VALUES (?, ?, ?, ?, ?)"
                + " ON DUPLICATE KEY UPDATE kafka_offset = VALUES(kafka_offset)")) {
            for (Map.Entry<TopicPartition, Long> entry : offsets.entrySet()) {
                statement.setString(1, key.channel());
                statement.setString(2, key.source());
                statement.setString(3, entry.getKey().topic());
                statement.setInt(4, entry.getKey().partition());
                statement.setLong(5, entry.getValue());
                statement.executeUpdate();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.schedule.SkippedTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Notes in {@code skipped_transaction} what was left out, for those who look for it later. */
public final class SkippedTransactions {
    private SkippedTransactions() {}

    /** Notes the transaction within the open target transaction. */
    public static void note(Connection connection, ChannelKey key, SkippedTransaction skipped) throws SQLException {
        TransactionHeader header = skipped.header();
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + key.tables().qualified(MetadataTables.SKIPPED_TRANSACTION)
                        + " (channel, source, gtid, origin_site, origin_gtid, row_changes, statement, kafka_topic,"
                        + " kafka_partition, first_offset, last_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON DUPLICATE KEY UPDATE skipped_at = VALUES(skipped_at)")) {
            insert.setString(1, key.channel());
            insert.setString(2, key.source());
            insert.setString(3, header.gtid().toString());
            insert.setInt(4, header.origin().site());
            insert.setString(5, header.origin().gtid().toString());
            insert.setLong(6, skipped.rows());
            insert.setString(7, skipped.statement().orElse(null));
            insert.setString(8, skipped.first().topic());
            insert.setInt(9, skipped.first().partition());
            insert.setLong(10, skipped.first().offset());
            insert.setLong(11, skipped.last().offset());
            insert.executeUpdate();
        }
    }
}

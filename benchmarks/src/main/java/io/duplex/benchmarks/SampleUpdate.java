// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An UPDATE of a row of six columns, as several benchmarks take it. */
public final class SampleUpdate {
    private static final String GTID = "3e11fa47-71ca-11e1-9e33-c80aa9429562:42";

    private SampleUpdate() {}

    /** Returns its table. */
    public static TableSchema table() {
        return new TableSchema(
                new TableId("shop", "orders"),
                List.of(
                        Column.builder("id", ColumnType.BIGINT).nullable(false).build(),
                        Column.builder("k", ColumnType.INT).build(),
                        Column.builder("c", ColumnType.CHAR)
                                .length(120)
                                .charset(Optional.of("utf8mb4"))
                                .build(),
                        Column.builder("pad", ColumnType.VARCHAR)
                                .length(60)
                                .charset(Optional.of("utf8mb4"))
                                .build(),
                        Column.builder("total", ColumnType.DECIMAL)
                                .length(10)
                                .scale(2)
                                .build(),
                        Column.builder("at", ColumnType.DATETIME).length(6).build()),
                List.of("id"),
                List.of(),
                TableSchema.TableOptions.NONE);
    }

    /** Returns the change. */
    public static RowChange change(TableSchema table) {
        return new RowChange.Update(table, row("before", "1.50"), row("after", "2.50"));
    }

    /** Returns where it stands in a binlog. */
    public static ChangeContext context() {
        return new ChangeContext(
                new SourceInfo(
                        "0.1.0",
                        "bench",
                        1_700_000_000_000_000L,
                        SourceInfo.Snapshot.FALSE,
                        "shop",
                        Optional.of("orders"),
                        1,
                        Optional.of(GTID),
                        "binlog.000001",
                        4242,
                        0,
                        OptionalLong.empty(),
                        Optional.empty()),
                Optional.of(new TransactionBlock(GTID, 1, 1)),
                Instant.ofEpochMilli(1_700_000_000_000L));
    }

    private static RowImage row(String text, String total) {
        return RowImage.of(
                7L,
                13L,
                text.repeat(20).getBytes(StandardCharsets.UTF_8),
                text.repeat(8).getBytes(StandardCharsets.UTF_8),
                new BigDecimal(total),
                new MySqlDateTime(2024, 2, 29, 1, 2, 3, 456_789));
    }
}

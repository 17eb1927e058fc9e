// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table that the tests of this package filter. */
final class FilterTables {
    static final TableSchema ORDERS = new TableSchema(
            new TableId("shop", "orders"),
            List.of(
                    Column.builder("id", ColumnType.BIGINT).nullable(false).build(),
                    Column.builder("n", ColumnType.INT).build(),
                    Column.builder("u", ColumnType.BIGINT).unsigned(true).build(),
                    Column.builder("total", ColumnType.DECIMAL)
                            .length(10)
                            .scale(2)
                            .build(),
                    text("name", "utf8mb4_general_ci"),
                    text("code", "utf8mb4_bin"),
                    Column.builder("at", ColumnType.DATETIME).length(6).build(),
                    Column.builder("kind", ColumnType.ENUM)
                            .labels(List.of("it's", "a\\b"))
                            .charset(Optional.of("utf8mb4"))
                            .collation(Optional.of("utf8mb4_bin"))
                            .nullable(false)
                            .build()),
            List.of("id"),
            List.of(),
            TableSchema.TableOptions.NONE);

    private FilterTables() {}

    private static Column text(String name, String collation) {
        return Column.builder(name, ColumnType.VARCHAR)
                .length(20)
                .charset(Optional.of("utf8mb4"))
                .collation(Optional.of(collation))
                .build();
    }

    static RowImage row(@Nullable Long n, @Nullable String name) {
        return RowImage.of(
                7L,
                n,
                5L,
                new BigDecimal("12.50"),
                name == null ? null : name.getBytes(UTF_8),
                "Ab".getBytes(UTF_8),
                new MySqlDateTime(2024, 2, 29, 1, 2, 3, 456_789),
                2L);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One row against a filter that the connector evaluates itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RowFilterBenchmark {
    private static final RowImage ROW = RowImage.of(
            7L,
            "Europe".getBytes(StandardCharsets.UTF_8),
            new BigDecimal("12.50"),
            new MySqlDateTime(2024, 2, 29, 1, 2, 3, 456_789));

    @Param({
        "id % 4 = 3",
        "region = 'europe'",
        "region LIKE 'eu%' AND total >= 10.50",
        "total * 2 + id > 30",
        "at >= '2024-01-01' AND YEAR(at) < 2025",
        "CRC32(id) % 4 = 1"
    })
    private String expression = "";

    private RowFilter filter = compiled("TRUE");

    @Setup
    public void compile() {
        filter = compiled(expression);
    }

    private static RowFilter compiled(String expression) {
        return RowFilter.compile(
                expression,
                new TableSchema(
                        new TableId("shop", "orders"),
                        List.of(
                                Column.builder("id", ColumnType.BIGINT)
                                        .nullable(false)
                                        .build(),
                                Column.builder("region", ColumnType.VARCHAR)
                                        .length(20)
                                        .charset(Optional.of("utf8mb4"))
                                        .collation(Optional.of("utf8mb4_0900_ai_ci"))
                                        .build(),
                                Column.builder("total", ColumnType.DECIMAL)
                                        .length(10)
                                        .scale(2)
                                        .build(),
                                Column.builder("at", ColumnType.DATETIME)
                                        .length(6)
                                        .build()),
                        List.of("id"),
                        List.of(),
                        TableSchema.TableOptions.NONE));
    }

    @Benchmark
    public boolean accepts() {
        return filter.accepts(ROW);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Progress in offsets is Debezium's, and reading it makes no object but plain values. */
final class StoredProgressTest {
    @Test
    void keysOfAllKindsThatDebeziumStoresAreRead() throws IOException {
        Object[] key = {
            1,
            2L,
            new BigInteger("18446744073709551615"),
            new BigDecimal("1.50"),
            "text",
            new byte[] {1, 2},
            1.5f,
            2.5d,
            LocalDate.of(2024, 2, 29),
            LocalDateTime.of(2024, 2, 29, 1, 2, 3),
            Timestamp.valueOf("2024-02-29 01:02:03"),
            null
        };

        assertThat(StoredKey.decode("k", hex(key)).orElseThrow()).isEqualTo(key);
        assertThat(StoredKey.decode("k", hex(key).toUpperCase(Locale.ROOT)).orElseThrow())
                .isEqualTo(key);
        assertThat(StoredKey.encode(Optional.of(new Object[] {7}))).isEqualTo(hex(new Object[] {7}));
        assertThat(StoredKey.encode(Optional.empty())).isEqualTo("aced000570");
        assertThat(StoredKey.decode("k", "ACED000570")).isEmpty();
    }

    @Test
    void objectsThatAreNoPlainValuesAreRefused() throws IOException {
        for (Object hostile : List.of(new Object[] {new File("x")}, new File("x"), new Object[] {List.of(1)})) {
            String stored = hex(hostile);
            assertThatThrownBy(() -> StoredKey.decode("incremental_snapshot_primary_key", stored))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("incremental_snapshot_primary_key");
        }
        assertThatThrownBy(() -> StoredKey.decode("k", "xyz")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theListOfTablesIsDebeziums() {
        String json = "[{\"incremental_snapshot_collections_id\":\"app.t\","
                + "\"incremental_snapshot_collections_additional_condition\":null,"
                + "\"incremental_snapshot_collections_surrogate_key\":null},"
                + "{\"incremental_snapshot_collections_id\":\"app.u.v\","
                + "\"incremental_snapshot_collections_additional_condition\":\"a = 1\","
                + "\"incremental_snapshot_collections_surrogate_key\":\"a\"}]";

        List<PendingTable> tables = PendingTable.fromJson(json);

        assertThat(tables)
                .containsExactly(
                        new PendingTable(new TableId("app", "t"), Optional.empty(), Optional.empty()),
                        new PendingTable(new TableId("app", "u.v"), Optional.of("a = 1"), Optional.of("a")));
        assertThat(PendingTable.toJson(tables)).isEqualTo(json);
        assertThatThrownBy(() -> PendingTable.fromJson("[{}]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysThatDebeziumStoredAreComparedAsTheColumnDoes() {
        Column labels =
                Column.builder("k", ColumnType.ENUM).labels(List.of("z", "y")).build();
        Column text = Column.builder("k", ColumnType.VARCHAR)
                .charset(Optional.of("latin1"))
                .build();
        Column time = Column.builder("k", ColumnType.DATETIME).build();

        assertThat(KeyValues.sql(labels, "y")).isEqualTo("2");
        assertThat(KeyValues.operand(labels, "`k`")).isEqualTo("(`k`+0)");
        assertThat(KeyValues.sql(text, "ä'")).isEqualTo("_latin1 x'e427'");
        assertThat(KeyValues.sql(time, LocalDateTime.of(2024, 2, 29, 1, 2)))
                .isEqualTo("_utf8mb4 x'" + HexFormat.of().formatHex("2024-02-29 01:02:00".getBytes(UTF_8)) + "'");
    }

    private static String hex(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}

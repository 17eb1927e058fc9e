// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowChoiceTest {
    private static final TableId ID = new TableId("shop", "orders");
    private static final List<String> COLUMNS = List.of("a", "note", "extra");
    private static final TableSchema TABLE = new TableSchema(
            ID,
            List.of(
                    Column.builder("note", ColumnType.VARCHAR)
                            .length(20)
                            .charset(Optional.of("utf8mb4"))
                            .collation(Optional.of("utf8mb4_general_ci"))
                            .build(),
                    Column.builder("A", ColumnType.INT).build(),
                    Column.builder("doc", ColumnType.JSON).build()),
            List.of("A"),
            List.of(),
            TableSchema.TableOptions.NONE);

    private static RowChoice choice(String expression) {
        RowFilterOptions options =
                RowFilterOptions.from(Map.of("row.filter.Shop.orders", expression, "row.filter.evaluation", "local"));
        return new RowChoice(TABLE, options.of(ID).orElseThrow(), options, question -> {
            throw new AssertionError("asked");
        });
    }

    private static DecodedImage image(@Nullable Object a, String note) {
        return DecodedImage.of(COLUMNS, a, note, "not on the target");
    }

    private static DecodedChange change(
            Operation operation, Optional<DecodedImage> before, Optional<DecodedImage> after) {
        SourceInfo source = new SourceInfo(
                "1",
                "x",
                0,
                SourceInfo.Snapshot.FALSE,
                ID.database(),
                Optional.of(ID.table()),
                1,
                Optional.empty(),
                "b",
                4,
                0,
                OptionalLong.empty(),
                Optional.empty());
        return new DecodedChange(operation, source, Optional.empty(), before, after);
    }

    /** Two sinks that split a table hold each row in exactly one place, whatever crosses the border. */
    @Property(tries = 200)
    void halvesOfATableTogetherAreTheTable(
            @ForAll @IntRange(min = -9, max = 9) int before, @ForAll @IntRange(min = -9, max = 9) int after) {
        DecodedChange update =
                change(Operation.UPDATE, Optional.of(image((long) before, "x")), Optional.of(image((long) after, "y")));

        Optional<DecodedChange> low = choice("a < 5").of(List.of(update)).get(0);
        Optional<DecodedChange> high = choice("a >= 5").of(List.of(update)).get(0);

        assertThat(low.map(DecodedChange::operation)).isEqualTo(expected(before < 5, after < 5));
        assertThat(high.map(DecodedChange::operation)).isEqualTo(expected(before >= 5, after >= 5));
        low.ifPresent(seen -> assertThat(seen.after().isPresent()).isEqualTo(after < 5));
        high.ifPresent(seen -> assertThat(seen.before().isPresent()).isEqualTo(before >= 5));
    }

    private static Optional<Operation> expected(boolean before, boolean after) {
        if (before) {
            return Optional.of(after ? Operation.UPDATE : Operation.DELETE);
        }
        return after ? Optional.of(Operation.CREATE) : Optional.empty();
    }

    @Test
    void insertsReadsAndDeletesPassByTheirOnlyImage() {
        RowChoice german = choice("note = 'STRASSE' AND A IS NOT NULL");
        DecodedImage yes = image(1L, "strasse");
        DecodedImage no = image(null, "strasse");

        List<Optional<DecodedChange>> seen = german.of(List.of(
                change(Operation.CREATE, Optional.empty(), Optional.of(yes)),
                change(Operation.READ, Optional.empty(), Optional.of(no)),
                change(Operation.DELETE, Optional.of(yes), Optional.empty()),
                change(Operation.DELETE, Optional.of(no), Optional.empty())));

        assertThat(seen.stream().map(Optional::isPresent)).containsExactly(true, false, true, false);
    }

    @Test
    void whatCannotBeEvaluatedIsNeverTakenForFalse() {
        DecodedChange row = change(Operation.CREATE, Optional.empty(), Optional.of(image(1L, "x")));

        assertThatThrownBy(() -> choice("extra = 1").of(List.of(row)))
                .hasMessageContaining("row.filter.shop.orders")
                .hasMessageContaining("extra");
        assertThatThrownBy(() -> choice("doc IS NULL").of(List.of(row))).hasMessageContaining("doc");
        assertThatThrownBy(() -> RowFilterOptions.from(Map.of("row.filter.shop.orders", "RAND() < 0.5")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("row.filter.shop.orders");
        assertThatThrownBy(() -> choice("a > 1")
                        .of(List.of(change(Operation.CREATE, Optional.empty(), Optional.of(image(new byte[1], "x"))))))
                .hasMessageContaining("cannot hold");
    }

    @Test
    void valuesAreWhatTheTargetsColumnHolds() {
        assertThat(CanonicalValues.of("b,c", labels(ColumnType.SET))).isEqualTo(6L);
        assertThat(CanonicalValues.of("c", labels(ColumnType.ENUM))).isEqualTo(3L);
        assertThat(CanonicalValues.of("", labels(ColumnType.SET))).isEqualTo(0L);
        assertThat(CanonicalValues.of(
                        -1L,
                        Column.builder("u", ColumnType.BIGINT).unsigned(true).build()))
                .isEqualTo(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        assertThat(CanonicalValues.of(
                        "1.005",
                        Column.builder("d", ColumnType.DECIMAL)
                                .length(9)
                                .scale(2)
                                .build()))
                .isEqualTo(new BigDecimal("1.01"));
        assertThat(CanonicalValues.of(
                        1L, Column.builder("b", ColumnType.BIT).length(9).build()))
                .isEqualTo(new byte[] {0, 1});
        assertThat(CanonicalValues.of(
                        new byte[] {7},
                        Column.builder("p", ColumnType.BINARY).length(3).build()))
                .isEqualTo(new byte[] {7, 0, 0});
        assertThat(CanonicalValues.of(
                        MySqlDateTime.ZERO,
                        Column.builder("t", ColumnType.DATETIME).build()))
                .isEqualTo(MySqlDateTime.ZERO);
    }

    private static Column labels(ColumnType type) {
        return Column.builder("l", type).labels(List.of("a", "b", "c")).build();
    }
}

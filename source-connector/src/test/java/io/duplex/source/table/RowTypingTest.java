// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.DecodedRow;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

final class RowTypingTest {
    @Test
    void unsignedColumnsReadTheSameBitsAsPositiveNumbers() {
        TableSchema table = table("a TINYINT UNSIGNED, b SMALLINT UNSIGNED, c MEDIUMINT ZEROFILL, d INT UNSIGNED,"
                + " e BIGINT UNSIGNED, f BIGINT UNSIGNED, g INT, h INT UNSIGNED");

        RowImage image = RowTyping.type(table, DecodedRow.of(-1L, -1L, -1L, -1L, -1L, 7L, -1L, null));

        assertThat(image)
                .isEqualTo(RowImage.of(
                        255L, 65535L, 16777215L, 4294967295L, new BigInteger("18446744073709551615"), 7L, -1L, null));
    }

    @Test
    void binaryColumnsArePaddedToTheirLengthAndOthersStay() {
        TableSchema table = table("a BINARY(4), b VARBINARY(4), c CHAR(4) CHARACTER SET binary, d BINARY");

        RowImage image =
                RowTyping.type(table, DecodedRow.of(new byte[] {1}, new byte[] {1}, new byte[] {2, 3}, new byte[0]));

        assertThat(image)
                .isEqualTo(
                        RowImage.of(new byte[] {1, 0, 0, 0}, new byte[] {1}, new byte[] {2, 3, 0, 0}, new byte[] {0}));
    }

    @Test
    void aRowWithAnotherNumberOfColumnsNamesTheTableBothCountsAndTheRemedy() {
        assertThatThrownBy(() -> RowTyping.type(table("a INT, b INT"), DecodedRow.of(1L)))
                .isInstanceOf(RowMismatchException.class)
                .hasMessageContaining("app.t")
                .hasMessageContaining("1 columns")
                .hasMessageContaining("2 in the table model")
                .hasMessageContaining("Remedy");
    }

    private static TableSchema table(String columns) {
        TableCatalog catalog = new TableCatalog(ServerDefaults.ofVersion(80033));
        catalog.apply(new DdlParser(80033).parse("CREATE TABLE t (" + columns + ")", StatementContext.of("app")));
        return catalog.table(new TableId("app", "t")).orElseThrow();
    }
}

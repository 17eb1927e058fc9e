// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyRangeTest {
    @Test
    void aCompositeKeyIsComparedColumnByColumn() {
        KeyRange range = new KeyRange(List.of("1", "x'00'"), List.of("5", "x'FF'"));

        assertThat(range.conditions(List.of("`a`", "`b`")))
                .containsExactly(
                        "`a` >= 1 AND ((`a` > 1) OR (`a` = 1 AND `b` > x'00'))",
                        "`a` <= 5 AND ((`a` < 5) OR (`a` = 5 AND `b` <= x'FF'))");
        assertThat(KeyRange.ALL.conditions(List.of("`a`"))).isEmpty();
        assertThat(KeyRange.after(List.of("7")).conditions(List.of("`a`"))).containsExactly("(`a` > 7)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-17",
                "18446744073709551615",
                "-1.50",
                "1.0E-10",
                "x''",
                "_utf8mb4 x'E4B8AD'",
                "'2024-02-31'",
                "'0000-00-00 00:00:00.000000'",
                "'-838:59:59.000000'"
            })
    void whatAKeyIsWrittenAsIsTakenFromAnOffset(String literal) {
        assertThatCode(() -> KeyLiterals.require(List.of(literal))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 OR 1=1", "'a'", "x'0'", "SLEEP(9)", "1; DROP TABLE t", "_x x'00' --"})
    void nothingElseIsTakenFromAnOffset(String text) {
        assertThatThrownBy(() -> KeyLiterals.require(List.of(text))).hasMessageContaining("Not a literal");
    }

    @Test
    void aPlaceIsReadBackFromTheOffsetThatCarriesIt() {
        CopyPlace place = new CopyPlace(
                "id", 3, 17, List.of(new TableId("a.b", "c\"d")), Optional.of(new TableId("x", "y")), List.of("5"), 9);
        SourceOffset offset = SourceOffset.after(GtidSet.EMPTY, EventPosition.UNKNOWN)
                .withSnapshot(new SourceOffset.Snapshot(Optional.of("INITIAL"), false, Optional.of(place.encode())));

        assertThat(CopyPlace.of(SourceOffset.of(offset.toMap()))).contains(place);
        assertThat(CopyPlace.of(SourceOffset.after(GtidSet.EMPTY, EventPosition.UNKNOWN)))
                .isEmpty();
    }
}

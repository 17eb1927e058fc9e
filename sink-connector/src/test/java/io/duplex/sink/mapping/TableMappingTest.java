// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableMappingTest {
    private static TableMapping mapping(String entries) {
        return new TableMapping(MappingOptions.of(entries));
    }

    private static TableId id(String name) {
        int dot = name.indexOf('.');
        return new TableId(name.substring(0, dot), name.substring(dot + 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "src.*:dst.*                              ; src.orders    ; dst.orders",
                "src.*:dst.*                              ; other.orders  ; other.orders",
                "src.*:dst.old_*                          ; src.orders    ; dst.old_orders",
                "src.a:dst.b, src.*:rest.*                ; src.a         ; dst.b",
                "src.a:dst.b, src.*:rest.*                ; src.c         ; rest.c",
                "shop_\\d+.orders:shop.orders             ; shop_17.orders; shop.orders",
                "shop_\\d+.orders:shop.orders             ; shop_x.orders ; shop_x.orders",
                "shop_(\\d+).(orders|lines):shop.$2_$1    ; shop_3.lines  ; shop.lines_3",
                "shop_(?:a|b).(.*):shop.$1                ; shop_b.x      ; shop.x",
                "shop_[.:].orders:shop.orders             ; shop_:.orders ; shop.orders",
                "SRC.Orders:dst.o                         ; src.orders    ; dst.o",
                "a.t:a.u, a.u:a.t                         ; a.u           ; a.t",
                "a.t{1,2}:b.x                             ; a.tt          ; b.x",
            })
    void tablesGetTheNameOfTheFirstEntryThatMatches(String entries, String source, String target) {
        assertThat(mapping(entries).table(id(source)).target()).isEqualTo(id(target));
    }

    @Test
    void aBroadEntryLeavesTheTableAloneByWhichSitesSettleConflicts() {
        MappingOptions options = new MappingOptions(
                MappingOptions.rules("(.*).(.*):all.$1_$2", id("my-meta_settlement.row_state")),
                List.of(),
                MappingOptions.MergedDdl.FIRST);
        TableMapping mapping = new TableMapping(options);
        assertThat(mapping.table(id("my-meta_settlement.row_state")).target())
                .isEqualTo(id("my-meta_settlement.row_state"));
        assertThat(mapping.table(id("my-meta_settlement.other")).target())
                .isEqualTo(id("all.my-meta_settlement_other"));
    }

    /** Of the source, the databases src, app and shop_... are written, but no table hidden. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "                                         ; app.t         ; true",
                "                                         ; app.hidden    ; false",
                "src.*:dst.*                              ; dst.t         ; true",
                "src.*:dst.*                              ; dst.hidden    ; false",
                "src.*:dst.*                              ; src.t         ; false",
                "src.hidden:dst.shown                     ; dst.shown     ; false",
                "src.t:dst.hidden                         ; dst.hidden    ; true",
                "src.*:dst.old_*                          ; dst.old_t     ; true",
                "src.*:dst.old_*                          ; dst.OLD_hidden; false",
                "shop_\\d+.orders:shop.orders             ; shop.orders   ; true",
                "shop_(\\d+).(.*):shop.$2_$1              ; shop.hidden_3 ; true", // its name at the source is unknown
            })
    void tablesOfTheTargetAreChosenByTheirNamesAtTheSource(String entries, String target, boolean written) {
        WrittenTables tables = new WrittenTables(
                MappingOptions.of(entries == null ? "" : entries),
                table -> table.toString().matches("(src|app|shop_\\d)[.](?!hidden).*"));

        assertThat(tables.test(id(target))).isEqualTo(written);
    }

    @Test
    void aRowThatAnotherSiteTellsOfGetsTheNamesThatItHasHere() {
        ToldRows names = new ToldRows(MappingOptions.of("src.t:dst.u, src.t.v:w, src.t.secret:"));
        TableId told = id("src.t");
        DecodedImage row = DecodedImage.of(List.of("id", "v", "secret"), 1L, "a", "b");

        assertThat(names.table(told)).isEqualTo(id("dst.u"));
        assertThat(names.image(told, row)).isEqualTo(DecodedImage.of(List.of("id", "w"), 1L, "a"));
        assertThat(names.image(id("other.t"), row)).isSameAs(row);
    }

    @ParameterizedTest
    @CsvSource({
        "src.*:dst.*, false",
        "src.orders:dst.orders, false",
        "shop_\\d+.orders:shop.orders, true",
        "shop_(\\d+).orders:shop.orders_$1, false",
        "shop_\\d+.*:shop.*, true",
        "'a.orders:c.orders,b.orders:c.orders', true",
        "'a.*:c.*,b.*:c.*', true"
    })
    void tablesOfSeveralNamesAreMerged(String entries, boolean merged) {
        TableMapping mapping = mapping(entries);
        List<String> sources = List.of("src.orders", "shop_1.orders", "a.orders");

        assertThat(sources.stream().anyMatch(s -> mapping.table(id(s)).isMerged()))
                .isEqualTo(merged);
    }

    @Test
    void columnsAreRenamedAndLeftOut() {
        MappedTable table = mapping("src.*:dst.*, src.orders.note:remark, s.orders.secret:, *.orders.(.*)_id:$1")
                .table(id("src.orders"));

        assertThat(table.target()).isEqualTo(id("dst.orders"));
        assertThat(table.column("note")).contains("remark");
        assertThat(table.column("secret")).contains("secret");
        assertThat(table.column("customer_id")).contains("customer");
        assertThat(mapping("src.orders.secret:").table(id("src.orders")).column("SECRET"))
                .isEmpty();
    }

    @Test
    void anImageKeepsTheValuesOfTheColumnsThatAreLeft() {
        DecodedImage image = DecodedImage.of(List.of("id", "secret", "note"), 1L, "x", "y");
        DecodedImage.Renaming renaming = DecodedImage.Renaming.of(
                image.columns(), mapping("a.t.note:remark,a.t.secret:").table(id("a.t"))::column);

        assertThat(image.renamed(renaming)).isEqualTo(DecodedImage.of(List.of("id", "remark"), 1L, "y"));
        assertThat(image.renamed(renaming).indexOf("remark")).contains(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders:shop.orders         | database.table",
                "a.orders                   | colon",
                "a.b:c                      | database.table",
                "a.*:b.all                  | write * in the table's new name",
                "a.b.c:d.e                  | new name alone",
                "a.(b:c.d                   | colon",
                "a.b(:c.d                   | colon",
                "a_(.*).b:c.b_$2            | no group $2",
                "a.b):c.d                   | regular expression"
            })
    void wrongEntriesAreRefusedWithTheWayToWriteThem(String entry, String reason) {
        ConfigDef definition = new ConfigDef();
        MappingOptions.define(definition);

        assertThatThrownBy(() -> new AbstractConfig(definition, Map.of(MappingOptions.MAPPING, entry), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(MappingOptions.MAPPING)
                .hasMessageContaining(reason);
    }

    @Test
    void databasesGoWithTheirTables() {
        TableMapping mapping = mapping("shop_\\d+.*:shop.*, x.orders:y.orders");

        assertThat(mapping.database("shop_4")).isEqualTo("shop");
        assertThat(mapping.isMergedDatabase("shop_4")).isTrue();
        assertThat(mapping.database("x")).isEqualTo("x");
        assertThat(mapping.scatters("x")).isTrue();
        assertThat(mapping.scatters("shop_4")).isFalse();
    }
}

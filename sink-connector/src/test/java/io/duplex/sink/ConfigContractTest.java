// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.DdlClass;
import io.duplex.sink.schedule.DdlPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigContractTest {
    private static final Map<String, String> LEAST = Map.of(
            "name",
            "orders-to-b",
            "topics",
            "shop.stream",
            "database.hostname",
            "localhost",
            "database.user",
            "duplex");

    @Test
    void everyOptionIsDocumented() {
        for (ConfigKey key : keys()) {
            assertThat(key.group).as(key.name).isNotBlank();
            assertThat(key.displayName).as(key.name).isNotBlank().isNotEqualTo(key.name);
            assertThat(key.documentation).as(key.name).endsWith(".").doesNotContain("  ");
            assertThat(key.orderInGroup).as(key.name).isPositive();
            assertThat(key.width).as(key.name).isNotEqualTo(ConfigDef.Width.NONE);
        }
    }

    @Test
    void orderWithinAGroupIsUnique() {
        Map<String, Long> places = keys().stream()
                .collect(Collectors.groupingBy(key -> key.group + " " + key.orderInGroup, Collectors.counting()));

        assertThat(places)
                .allSatisfy((place, options) -> assertThat(options).as(place).isEqualTo(1));
    }

    @Test
    void validatorsDescribeThemselves() {
        for (ConfigKey key : keys()) {
            if (key.validator != null) {
                assertThat(key.validator.toString()).as(key.name).doesNotContain("@");
            }
        }
    }

    @Test
    void defaultsAreTakenWhenOnlyTheRequiredOptionsAreGiven() {
        SinkConfig config = SinkConfig.of(LEAST);

        assertThat(config.connector()).isEqualTo("orders-to-b");
        assertThat(config.connection().servers()).hasToString("[localhost:3306]");
        assertThat(config.site().siteId()).isEqualTo(OptionalInt.empty());
        assertThat(config.site().channel()).isEqualTo("orders-to-b");
        assertThat(config.site().metadataDatabase()).isEqualTo("duplex");
        assertThat(config.connection().tls().truststore()).isEqualTo(Optional.empty());
        assertThat(config.schedule().ddlPolicy().action(DdlClass.TABLE)).isEqualTo(DdlPolicy.Action.APPLY);
        assertThat(config.schedule().ddlPolicy().action(DdlClass.USER)).isEqualTo(DdlPolicy.Action.SKIP);
    }

    @Test
    void wrongValuesAreRefusedByTheOptionsName() {
        refused("site.id", "0");
        refused("site.id", "65536");
        refused("database.port", "70000");
        refused("database.hostname", "a/b?x=y");
        refused("database.ssl.mode", "sometimes");
        refused("database.hostnames", "a:0");
        refused("origin.mark.mode", "both");
        refused("conflict.resolution", "newest");
        refused("conflict.resolution", "latest");
        refused("conflict.detection", "row");
        refused("conflict.log.keep.days", "-1");
        refused("conflict.resolution.shop.orders", "newest");
        refused("conflict.resolution.orders", "source");
        refused("conflict.delta.columns.shop.orders", " ");
        refused("ddl.apply", "all,-tabel");
        refused("table.include.list", "shop.(");
        refused("metadata.database", " ");
        refused("copy.batch.rows", "0");
        refused("apply.transaction.max.rows.in.memory", "none");
        refused("apply.retry.timeout.ms", "-1");
    }

    /** As Connect's REST answers before any server is asked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "table.mapping         ; src.orders                       ; no single colon between the source's name",
                "table.mapping         ; src.(a:dst.*                     ; An entry is database.*:database.*",
                "table.mapping         ; src_\\d+.*:shop.all              ; write * in the table's new name too",
                "table.mapping         ; src.(a|b):dst.$2                 ; it has no group $2 of parentheses",
                "table.mapping         ; src.*:dst.*, src.a:dst.b         ; 'src.a:dst.b' would never be used",
                "table.mapping         ; src.*:dst.*, src.a:dst.b         ; Put it first, or remove one.",
                "table.mapping         ; src.a:dst.b, SRC.A:dst.c         ; 'SRC.A:dst.c' would never be used",
                "table.mapping         ; s.t.a:x, s.t.b:X                 ; make one column of two. Give one another name",
                "table.mapping         ; s.t.a:x, s.t.a:                  ; 's.t.a:' would never be used",
                "merged.tables         ; shop.(                           ; Correct the expression",
                "table.exclude.list    ; shop.[a                          ; Correct the expression",
                "ddl.merged            ; last                             ; must be one of (case insensitive)",
                "row.filter.app.item   ; a <                              ; row.filter.app.item",
                "row.filter.app.item   ; a = (SELECT 1)                   ; row.filter.app.item",
                "row.filter.item       ; a < 5                            ; row.filter.<database>.<table>",
                "row.filter.evaluation ; sometimes                        ; LOCAL_THEN_SERVER",
                "apply.max.rows.per.second  ; -1                          ; at least 0",
                "apply.max.bytes.per.second ; -1                          ; at least 0",
                "apply.delay.ms             ; -5                          ; at least 0",
                "apply.skip.gtids           ; abc                         ; a GTID set such as uuid:1-5,uuid:7",
                "start.gtid.set             ; everything                  ; a GTID set such as uuid:1-5,uuid:7, or target",
                "apply.stop.before.gtid     ; 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-2 ; a GTID such as uuid:7",
                "apply.stop.after.gtid      ; 7                           ; a GTID such as uuid:7",
            })
    void mistakesOfMappingFiltersAndPaceAreNamedWithTheRemedy(String option, String value, String remedy) {
        Map<String, String> properties = new HashMap<>(LEAST);
        properties.put(option, value);

        List<String> errors = new MySqlSinkConnector()
                .validate(properties).configValues().stream()
                        .flatMap(found -> found.errorMessages().stream().map(error -> found.name() + ": " + error))
                        .toList();

        assertThat(errors).singleElement().asString().startsWith(option + ": ").contains(remedy);
    }

    @Test
    void gtidsKeepTransactionsApart() {
        Map<String, String> properties = new HashMap<>(LEAST);
        properties.put("origin.mark.mode", "gtid");

        assertThat(SinkConfig.of(properties).schedule().lanes().group().transactions())
                .isOne();

        properties.put("apply.group.max.transactions", "50");
        Assertions.assertThatThrownBy(() -> SinkConfig.of(properties))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("apply.group.max.transactions=50 contradicts origin.mark.mode=gtid");
    }

    private static void refused(String option, String value) {
        Map<String, String> properties = new HashMap<>(LEAST);
        properties.put(option, value);

        Assertions.assertThatThrownBy(() -> SinkConfig.of(properties))
                .as(option)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(option);
    }

    @Test
    void thePasswordIsNeverPrinted() {
        Map<String, String> properties = new HashMap<>(LEAST);
        properties.put("database.password", "geheim");

        assertThat(SinkConfig.of(properties).toString()).doesNotContain("geheim");
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearestKnownOne() {
        assertThat(UnknownOptions.message(
                        "databse.hostname", SinkConfig.definition().names()))
                .contains("Option databse.hostname is not known")
                .contains("nearest known option is database.hostname");
    }

    @Test
    void optionsOfConnectAreKnown() {
        for (String option : new String[] {
            "topics.regex",
            "consumer.override.isolation.level",
            "errors.tolerance",
            "transforms.route.type",
            "value.converter.schemas.enable",
            "tasks.max"
        }) {
            assertThat(UnknownOptions.isUnknown(option, SinkConfig.definition().names()))
                    .as(option)
                    .isFalse();
        }
        assertThat(UnknownOptions.isUnknown(
                        "apply.unheard.of", SinkConfig.definition().names()))
                .isTrue();
    }

    private static Collection<ConfigKey> keys() {
        return SinkConfig.definition().configKeys().values();
    }
}

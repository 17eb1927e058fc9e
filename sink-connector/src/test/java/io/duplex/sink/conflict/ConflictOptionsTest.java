// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConflictOptionsTest {
    private static ConflictOptions options(Map<String, String> given) {
        ConfigDef definition = new ConfigDef();
        ConflictOptions.define(definition);
        return ConflictOptions.from(new AbstractConfig(definition, given, false));
    }

    @Test
    void withoutOptionsAConflictStopsAndOnlyMissingRowsAreNoticed() {
        ConflictOptions options = options(Map.of());

        assertThat(options.resolves()).isFalse();
        assertThat(options.comparesImages()).isFalse();
        assertThat(options.policy(new TableId("shop", "orders"))).isEqualTo(TablePolicy.STOP);
    }

    @Test
    void aTableMayHaveItsOwn() {
        ConflictOptions options = options(Map.of(
                "conflict.resolution", "target",
                "conflict.version.column", "changed",
                "conflict.resolution.shop.Orders", "LATEST",
                "conflict.version.column.shop.orders", "version",
                "conflict.delta.columns.shop.stock", "Pieces, reserved",
                "site.id", "2"));

        assertThat(options.policy(new TableId("shop", "orders")))
                .isEqualTo(new TablePolicy(Resolution.LATEST, Optional.of("version"), Set.of()));
        assertThat(options.policy(new TableId("SHOP", "stock")))
                .isEqualTo(new TablePolicy(Resolution.TARGET, Optional.of("changed"), Set.of("pieces", "reserved")));
        assertThat(options.policy(new TableId("shop", "stock")).isCounter("PIECES"))
                .isTrue();
        assertThat(options.comparesImages()).isTrue();
    }

    @Test
    void theDetectionIsWhatIsGiven() {
        assertThat(options(Map.of("conflict.detection", "image")).comparesImages())
                .isTrue();
        assertThat(options(Map.of("conflict.detection", "key", "conflict.resolution", "source"))
                        .comparesImages())
                .isFalse();
    }

    @Test
    void whatIsWrongIsFoundByTheOptionsName() {
        Map<String, String> given = new HashMap<>(Map.of(
                "conflict.resolution", "priority",
                "conflict.resolution.shop.orders", "newest",
                "conflict.resolution.orders", "source",
                "conflict.delta.columns.shop.orders", ""));

        assertThat(ConflictOptions.findings(given))
                .extracting(Finding::option)
                .containsExactlyInAnyOrder(
                        "conflict.resolution",
                        "conflict.resolution.shop.orders",
                        "conflict.resolution.orders",
                        "conflict.delta.columns.shop.orders");
        given.put("site.id", "3");
        assertThat(ConflictOptions.findings(given)).extracting(Finding::option).doesNotContain("conflict.resolution");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.table.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** Names as Debezium's strategies of the same class names make them. */
final class TopicNamingTest {
    private static final TableId TABLE = new TableId("shop", "order_1");

    @Test
    void eachStrategyNamesATable() {
        assertThat(naming("DefaultTopicNamingStrategy", Map.of()).table(TABLE)).isEqualTo("a.shop.order_1");
        assertThat(naming("SchemaTopicNamingStrategy", Map.of()).table(TABLE)).isEqualTo("a.order_1");
        assertThat(naming("DefaultUnicodeTopicNamingStrategy", Map.of()).table(TABLE))
                .isEqualTo("a.shop.order_u005f1");
        assertThat(naming("SchemaUnicodeTopicNamingStrategy", Map.of("topic.delimiter", "-"))
                        .table(new TableId("shop", "gr\u00fc\u00df\u0153\u4e2d")))
                .isEqualTo("a-gr_u00fc_u00df_u153_u4e2d");
        assertThat(naming("DefaultTopicNamingStrategy", Map.of()).table(new TableId("shop", "gr\u00fc\u00df")))
                .isEqualTo("a.shop.gr__");
    }

    @Test
    void tablesShareATopicAndTheirKeysTellThemApart() {
        Map<String, String> shards = Map.of(
                "topic.regex", "(.*)shop\\.order_\\d+",
                "topic.replacement", "$1orders",
                "topic.key.field.regex", ".*_(\\d+)",
                "topic.key.field.replacement", "$1");
        TopicNaming naming = naming("DefaultRegexTopicNamingStrategy", shards);

        assertThat(naming.table(TABLE)).isEqualTo("a.orders");
        assertThat(naming.physicalTable(TABLE)).isEqualTo("1");
        assertThat(naming.table(new TableId("shop", "other"))).isEqualTo("a.shop.other");
        assertThat(naming.physicalTable(new TableId("shop", "other"))).isEqualTo("a.shop.other");
    }

    @Test
    void aRegexStrategyWithoutExpressionOrReplacementIsRefused() {
        assertThatThrownBy(() -> naming("SchemaRegexTopicNamingStrategy", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topic.regex");
        assertThatThrownBy(() -> naming("SchemaRegexTopicNamingStrategy", Map.of("topic.regex", "a.*")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topic.replacement");
        assertThatThrownBy(() -> naming("OtherStrategy", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topic.naming.strategy");
    }

    @Test
    void theHeartbeatTopicHasAPrefixOrAName() {
        assertThat(naming("DefaultTopicNamingStrategy", Map.of()).heartbeats()).isEqualTo("__debezium-heartbeat.a");
        assertThat(naming("DefaultTopicNamingStrategy", Map.of("topic.heartbeat.name", "beats"))
                        .heartbeats())
                .isEqualTo("beats");
    }

    private static TopicNaming naming(String strategy, Map<String, String> more) {
        ConfigDef definition = new ConfigDef();
        TopicOptions.define(definition);
        Map<String, String> config = new HashMap<>(more);
        config.put("topic.naming.strategy", "io.debezium.schema." + strategy);
        return new TopicNaming("a", TopicOptions.from(new AbstractConfig(definition, config, false)), Optional.empty());
    }
}

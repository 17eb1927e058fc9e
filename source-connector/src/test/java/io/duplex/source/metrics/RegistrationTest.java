// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.metrics.Registration;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.Test;

final class RegistrationTest {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @Test
    void theNewerTaskTakesTheNameOverAndTheOlderOneLeavesItAlone() throws Exception {
        ObjectName name = new MBeanNames("replaced", Map.of()).debezium("connector-metrics", "schema-history");
        HistoryMetrics olderBean = new HistoryMetrics(Clock.systemUTC());
        HistoryMetrics newerBean = new HistoryMetrics(Clock.systemUTC());
        newerBean.started();
        Registration older = new Registration(name, olderBean);
        Registration newer = new Registration(name, newerBean);

        older.attempt();
        assertThat(server.getAttribute(name, "Status")).isEqualTo("STOPPED");
        newer.attempt();
        older.attempt();
        older.close();
        assertThat(server.getAttribute(name, "Status")).isEqualTo("RUNNING");
        newer.close();
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void aNameThatOthersHaveIsTakenWhenItBecomesFree() throws Exception {
        ObjectName name = new MBeanNames("taken", Map.of()).own();
        HistoryMetrics bean = new HistoryMetrics(Clock.systemUTC());
        bean.started();
        server.registerMBean(
                new StandardMBean(new HistoryMetrics(Clock.systemUTC()), SchemaHistoryMXBean.class, true), name);
        Registration late = new Registration(name, bean);

        late.attempt();
        assertThat(server.getAttribute(name, "Status")).isEqualTo("STOPPED");
        server.unregisterMBean(name);
        late.attempt();
        assertThat(server.getAttribute(name, "Status")).isEqualTo("RUNNING");
        late.close();
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void namesAreDebeziumsWithTheTagsAtTheEnd() {
        MBeanNames names = new MBeanNames("shop:1", Map.of("team", "orders"));

        assertThat(names.debezium("connector-metrics", "streaming").toString())
                .isEqualTo("debezium.mysql:type=connector-metrics,context=streaming,server=\"shop:1\",team=orders");
        assertThat(new MBeanNames("shop", Map.of()).own().toString()).isEqualTo("duplex:type=source,server=shop");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.passage.Passage;
import io.duplex.source.column.ColumnOptions;
import io.duplex.source.column.KeyColumnsCheck;
import io.duplex.source.server.Finding;
import io.duplex.source.server.ServerCheck;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.SiteCheck;
import io.duplex.source.server.TwoWayCheck;
import io.duplex.source.snapshot.SnapshotOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams the changes of a MySQL server to Kafka in Debezium's envelopes. */
public final class MySqlSourceConnector extends SourceConnector {
    private static final Logger LOG = LoggerFactory.getLogger(MySqlSourceConnector.class);

    private Map<String, String> properties = Map.of();

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public ConfigDef config() {
        return SourceConfig.configDef();
    }

    @Override
    public void start(Map<String, String> configured) {
        properties = Map.copyOf(configured);
        warn(SourceConfig.passage(configured), configured);
    }

    /** Connect's validation knows errors only. */
    private static void warn(Passage passage, Map<String, String> configured) {
        passage.warned()
                .forEach(remark -> LOG.warn(
                        "connector={} option={}: {}",
                        configured.get(SourceConfig.NAME),
                        remark.option(),
                        remark.message()));
    }

    @Override
    public Class<? extends Task> taskClass() {
        return MySqlSourceTask.class;
    }

    /** One task, whatever the maximum: a binlog has one order. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(properties);
    }

    @Override
    public void stop() {
        // Nothing is held between start and stop.
    }

    /**
     * Each record's offset tells exactly what is done, so a restart repeats nothing that Kafka has committed; but where
     * each start takes a new snapshot, each start repeats the rows.
     */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> configured) {
        boolean repeats = "always".equalsIgnoreCase(configured.get(SnapshotOptions.MODE));
        return repeats ? ExactlyOnceSupport.UNSUPPORTED : ExactlyOnceSupport.SUPPORTED;
    }

    /** With {@code transaction.boundary=connector}, Kafka's transactions hold whole ones of MySQL. */
    @Override
    public ConnectorTransactionBoundaries canDefineTransactionBoundaries(Map<String, String> configured) {
        return ConnectorTransactionBoundaries.SUPPORTED;
    }

    /** Accepts offsets that a task can start from: of this source, with a GTID set that its server has. */
    @Override
    public boolean alterOffsets(Map<String, String> configured, Map<Map<String, ?>, Map<String, ?>> offsets) {
        SourceConfig config = SourceConfig.of(configured);
        String prefix = config.records().envelope().topicPrefix();
        new OffsetChange(prefix, new ServerConnections(config.connection())).check(offsets);
        return true;
    }

    /** Checks the options by themselves, then together, and then asks the server. */
    @Override
    public Config validate(Map<String, String> configured) {
        Config config = super.validate(configured);
        Set<String> known = config().names();
        for (String option : new TreeSet<>(configured.keySet())) {
            if (UnknownOptions.isUnknown(option, known) && !ColumnOptions.isOne(option, configured)) {
                value(config, option).addErrorMessage(UnknownOptions.message(option, known));
            }
        }
        ColumnOptions.findings(configured, SourceConfig.isStream(configured))
                .forEach(finding -> value(config, finding.option()).addErrorMessage(finding.message()));
        Passage passage = SourceConfig.passage(configured);
        passage.refused().forEach(remark -> value(config, remark.option()).addErrorMessage(remark.message()));
        warn(passage, configured);
        configured.forEach((option, value) -> RowFilterCheck.problem(option, configured)
                .ifPresent(problem -> value(config, option).addErrorMessage(problem)));
        if (valid(config)) {
            checkTogether(config, configured);
        }
        return config;
    }

    private static void checkTogether(Config config, Map<String, String> configured) {
        SourceConfig read;
        try {
            read = SourceConfig.of(configured);
        } catch (ConfigException contradiction) {
            contradictions(config, contradiction);
            return;
        }
        ServerConnections connections = new ServerConnections(read.connection())
                .within(read.connection().validationTimeout());
        try {
            connections.firstToAnswer();
        } catch (SQLException none) {
            LOG.debug("No server answers, which the check says with its reason", none);
        }
        List<Finding> findings = new ArrayList<>(new ServerCheck(connections).check(purpose(read.snapshot())));
        if (findings.isEmpty()) {
            findings.addAll(new SiteCheck(
                            connections, read.origin().metadata(), read.origin().siteId())
                    .check());
            findings.addAll(new TwoWayCheck(
                            connections,
                            read.origin().metadata(),
                            read.origin().siteId(),
                            read.origin().acceptedRisks())
                    .check());
        }
        if (findings.isEmpty()) {
            findings.addAll(new KeyColumnsCheck(
                            connections,
                            read.capture(),
                            read.records().columns().keys())
                    .check());
            findings.addAll(new RowFilterCheck(read, connections).check());
        }
        findings.forEach(finding -> value(config, finding.option()).addErrorMessage(finding.message()));
    }

    private static ServerCheck.Purpose purpose(SnapshotOptions snapshot) {
        return snapshot.locking() == SnapshotOptions.Locking.NONE
                ? ServerCheck.Purpose.SNAPSHOT
                : ServerCheck.Purpose.SNAPSHOT_WITH_LOCKS;
    }

    /** A ConfigException tells the option only in its message; a longer name may begin with a shorter one. */
    private static void contradictions(Config config, ConfigException contradiction) {
        String message = String.valueOf(contradiction.getMessage());
        config.configValues().stream()
                .filter(value -> message.contains(value.name()))
                .min(Comparator.comparingInt((ConfigValue value) -> message.indexOf(value.name()))
                        .thenComparing(value -> -value.name().length()))
                .orElseGet(() -> value(config, SourceConfig.NAME))
                .addErrorMessage(message);
    }

    private static boolean valid(Config config) {
        return config.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty());
    }

    private static ConfigValue value(Config config, String option) {
        return config.configValues().stream()
                .filter(value -> value.name().equals(option))
                .findFirst()
                .orElseGet(() -> {
                    ConfigValue unknown = new ConfigValue(option);
                    config.configValues().add(unknown);
                    return unknown;
                });
    }
}

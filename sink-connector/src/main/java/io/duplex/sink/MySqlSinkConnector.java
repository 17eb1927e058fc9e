// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.passage.Passage;
import io.duplex.sink.apply.FilterCheck;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.mapping.WrittenTables;
import io.duplex.sink.schedule.LaneOptions;
import io.duplex.sink.server.Finding;
import io.duplex.sink.server.OtherSites;
import io.duplex.sink.server.ServerCheck;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.TargetTriggers;
import io.duplex.sink.transaction.TableSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays the streams of Duplex's source connector on a MySQL server. */
public final class MySqlSinkConnector extends SinkConnector {
    private static final Logger LOG = LoggerFactory.getLogger(MySqlSinkConnector.class);

    private Map<String, String> properties = Map.of();

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public ConfigDef config() {
        return SinkConfig.definition();
    }

    @Override
    public void start(Map<String, String> configured) {
        properties = Map.copyOf(configured);
        warn(Passage.atSink(configured), configured);
    }

    /** Connect's validation knows errors only. */
    private static void warn(Passage passage, Map<String, String> configured) {
        passage.warned()
                .forEach(remark -> LOG.warn(
                        "connector={} option={}: {}",
                        configured.get(SinkConfig.NAME),
                        remark.option(),
                        remark.message()));
    }

    @Override
    public Class<? extends Task> taskClass() {
        return MySqlSinkTask.class;
    }

    /**
     * Every task gets the same: Connect shares the topics' partitions out, and each partition of a stream is one source.
     * A source with several topics is read by one task.
     */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        List<Map<String, String>> tasks = new ArrayList<>();
        int most = SinkConfig.onlyStreams(properties) ? maxTasks : 1;
        for (int task = 0; task < most; task++) {
            tasks.add(properties);
        }
        return tasks;
    }

    @Override
    public void stop() {
        // Nothing is held between start and stop.
    }

    /** Checks the options by themselves, then together, and then asks the server. */
    @Override
    public Config validate(Map<String, String> configured) {
        Config config = super.validate(configured);
        Set<String> known = config().names();
        for (String option : new TreeSet<>(configured.keySet())) {
            if (UnknownOptions.isUnknown(option, known)) {
                value(config, option).addErrorMessage(UnknownOptions.message(option, known));
            }
        }
        ConflictOptions.findings(configured)
                .forEach(finding -> value(config, finding.option()).addErrorMessage(finding.message()));
        if (given(configured, TableSelection.INCLUDE) && given(configured, TableSelection.EXCLUDE)) {
            value(config, TableSelection.EXCLUDE)
                    .addErrorMessage("Only one of " + TableSelection.INCLUDE + " and " + TableSelection.EXCLUDE
                            + " may be given; remove one.");
        }
        Passage passage = Passage.atSink(configured);
        passage.refused().forEach(remark -> value(config, remark.option()).addErrorMessage(remark.message()));
        warn(passage, configured);
        SinkConfig.groupsInGtidMode(configured)
                .ifPresent(contradiction ->
                        value(config, LaneOptions.GROUP_TRANSACTIONS).addErrorMessage(contradiction));
        for (String option : new TreeSet<>(configured.keySet())) {
            if (RowFilterOptions.isFilter(option)) {
                RowFilterOptions.problem(option, configured)
                        .ifPresent(problem -> value(config, option).addErrorMessage(problem));
            }
        }
        if (config.configValues().stream()
                .allMatch(value -> value.errorMessages().isEmpty())) {
            askServer(configured)
                    .forEach(finding -> value(config, finding.option()).addErrorMessage(finding.message()));
        }
        return config;
    }

    private static List<Finding> askServer(Map<String, String> configured) {
        SinkConfig config = SinkConfig.of(configured);
        ServerConnections connections = new ServerConnections(config.connection());
        List<Finding> findings = new ArrayList<>(
                new ServerCheck(connections, config.site(), config.mapping().databases()).findings());
        if (findings.isEmpty()) {
            findings.addAll(new OtherSites(connections, config.site()).findings());
            WrittenTables written = new WrittenTables(config.mapping(), config.selection()::selects);
            findings.addAll(new TargetTriggers(written, config.triggers()).findings(connections));
            findings.addAll(FilterCheck.findings(connections, config.apply().filters()));
        }
        return findings;
    }

    private static boolean given(Map<String, String> configured, String option) {
        return !configured.getOrDefault(option, "").isBlank();
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

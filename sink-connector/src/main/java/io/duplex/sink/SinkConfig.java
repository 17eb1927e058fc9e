// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.sink.apply.ApplyOptions;
import io.duplex.sink.mapping.MappingOptions;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.schedule.LaneOptions;
import io.duplex.sink.schedule.ScheduleOptions;
import io.duplex.sink.server.ConnectionOptions;
import io.duplex.sink.server.MarkMode;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.server.TargetTriggers;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.MergeOptions;
import io.duplex.sink.transaction.TableSelection;
import io.duplex.sink.transaction.ValueOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** All options of the sink, joined from those of its steps. */
record SinkConfig(
        String connector,
        Predicate<String> topics,
        boolean toleratesErrors,
        ConnectionOptions connection,
        SiteOptions site,
        TableSelection selection,
        MappingOptions mapping,
        AssemblyOptions assembly,
        EnvelopeOptions values,
        ScheduleOptions schedule,
        ApplyOptions apply,
        TargetTriggers.Policy triggers) {

    static final String NAME = "name";

    private static final String TOLERANCE = "errors.tolerance";
    private static final String TOPICS = "topics";
    private static final String TOPICS_REGEX = "topics.regex";
    private static final String STREAM = ".stream";

    /** Tells of a topic whether Connect delivers it, by the two options of its own. */
    private static Predicate<String> topics(Map<String, String> properties) {
        String expression = properties.getOrDefault(TOPICS_REGEX, "");
        if (!expression.isBlank()) {
            return Pattern.compile(expression).asMatchPredicate();
        }
        return Arrays.stream(properties.getOrDefault(TOPICS, "").split(","))
                .map(String::trim)
                .collect(Collectors.toUnmodifiableSet())::contains;
    }

    /**
     * Tells whether all topics are streams, which have everything of their source; the records of others must be read by
     * one task.
     */
    static boolean onlyStreams(Map<String, String> properties) {
        String expression = properties.getOrDefault(TOPICS_REGEX, "");
        return expression.isBlank()
                ? Arrays.stream(properties.getOrDefault(TOPICS, "").split(","))
                        .allMatch(topic -> topic.trim().endsWith(STREAM))
                : expression.endsWith(STREAM);
    }

    /** Says what is wrong when groups are wanted together with a mode that forbids them. */
    static Optional<String> groupsInGtidMode(Map<String, String> properties) {
        String mode = MarkMode.GTID.value();
        String group =
                properties.getOrDefault(LaneOptions.GROUP_TRANSACTIONS, "1").trim();
        if (!mode.equalsIgnoreCase(properties.getOrDefault(SiteOptions.MARK_MODE, "")) || group.equals("1")) {
            return Optional.empty();
        }
        return Optional.of(LaneOptions.GROUP_TRANSACTIONS + "=" + group + " contradicts " + SiteOptions.MARK_MODE + "="
                + mode + ", which keeps each source transaction in a target transaction of its own. Remove "
                + LaneOptions.GROUP_TRANSACTIONS + ", or set " + SiteOptions.MARK_MODE + "="
                + MarkMode.SESSION.value() + ".");
    }

    static ConfigDef definition() {
        ConfigDef definition = new ConfigDef();
        ConnectionOptions.define(definition);
        SiteOptions.define(definition);
        TableSelection.define(definition);
        MappingOptions.define(definition);
        RowFilterOptions.define(definition);
        AssemblyOptions.define(definition);
        MergeOptions.define(definition);
        ValueOptions.define(definition);
        ScheduleOptions.define(definition);
        ApplyOptions.define(definition);
        TargetTriggers.define(definition);
        return definition;
    }

    /**
     * Reads the options.
     *
     * @throws org.apache.kafka.common.config.ConfigException when one is missing or wrong
     */
    static SinkConfig of(Map<String, String> properties) {
        AbstractConfig config = new AbstractConfig(definition(), properties, false);
        String connector = properties.getOrDefault(NAME, "mysql-sink");
        SiteOptions site = SiteOptions.from(config, connector);
        ApplyOptions apply = ApplyOptions.from(config);
        groupsInGtidMode(properties).ifPresent(contradiction -> {
            throw new ConfigException(contradiction);
        });
        return new SinkConfig(
                connector,
                topics(properties),
                "all".equalsIgnoreCase(properties.getOrDefault(TOLERANCE, "none")),
                ConnectionOptions.from(config),
                site,
                TableSelection.from(config),
                MappingOptions.from(config),
                AssemblyOptions.from(config),
                ValueOptions.from(config),
                schedule(ScheduleOptions.from(config), site, apply),
                apply,
                TargetTriggers.from(config));
    }

    private static ScheduleOptions schedule(ScheduleOptions wanted, SiteOptions site, ApplyOptions apply) {
        ScheduleOptions schedule = site.keepsGtids() ? wanted.ungrouped() : wanted;
        return apply.conflicts().comparesImages() ? schedule.withoutRuns() : schedule;
    }
}

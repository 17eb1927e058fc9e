// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.passage.Passage;
import io.duplex.source.binlog.ReaderOptions;
import io.duplex.source.column.ColumnOptions;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.envelope.Layout;
import io.duplex.source.envelope.RecordOptions;
import io.duplex.source.incremental.IncrementalOptions;
import io.duplex.source.metrics.MetricsOptions;
import io.duplex.source.notification.NotificationOptions;
import io.duplex.source.origin.GtidSources;
import io.duplex.source.origin.OriginOptions;
import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.ServerNames;
import io.duplex.source.signal.SignalOptions;
import io.duplex.source.snapshot.SnapshotOptions;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.RowFilterOptions;
import io.duplex.source.table.SchemaHistoryOptions;
import io.duplex.source.topic.TopicNaming;
import io.duplex.source.topic.TopicOptions;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** All options of the source, joined from those of its steps. */
public record SourceConfig(
        String connector,
        ConnectionOptions connection,
        ReaderOptions reader,
        OriginOptions origin,
        CaptureOptions capture,
        RowFilterOptions filters,
        SchemaHistoryOptions history,
        RecordOptions records,
        TopicOptions topics,
        SnapshotOptions snapshot,
        DecodeOptions decoding,
        SignalOptions signals,
        NotificationOptions notifications,
        IncrementalOptions incremental,
        GtidSources gtids,
        MetricsOptions metrics,
        BatchOptions batches,
        RateLimit.Limits rate,
        TransactionOptions transactions) {

    static final String NAME = "name";

    /** Returns the definition of all options, in the order in which they should be shown. */
    public static ConfigDef configDef() {
        ConfigDef definition = new ConfigDef();
        ServerNames names = new ServerNames();
        ConnectionOptions.define(definition);
        OriginOptions.define(definition);
        CaptureOptions.define(definition, names);
        RowFilterOptions.define(definition);
        RecordOptions.define(definition);
        ColumnOptions.define(definition);
        TopicOptions.define(definition);
        SnapshotOptions.define(definition, names);
        SignalOptions.define(definition, names);
        IncrementalOptions.define(definition);
        NotificationOptions.define(definition);
        SchemaHistoryOptions.define(definition);
        ReaderOptions.define(definition);
        DecodeOptions.define(definition);
        GtidSources.define(definition);
        MetricsOptions.define(definition);
        BatchOptions.define(definition);
        RateLimit.define(definition);
        TransactionOptions.define(definition);
        LoggedOptions.define(definition);
        return definition;
    }

    /**
     * Reads the options.
     *
     * @throws org.apache.kafka.common.config.ConfigException when one is missing or wrong
     */
    static SourceConfig of(Map<String, String> properties) {
        ColumnOptions.findings(properties, isStream(properties)).stream()
                .findFirst()
                .ifPresent(finding -> {
                    throw new ConfigException(finding.message());
                });
        AbstractConfig config = new AbstractConfig(configDef(), properties, false);
        OriginOptions origin = OriginOptions.from(config);
        SignalOptions signals = SignalOptions.from(config);
        TopicOptions topics = TopicOptions.from(config);
        RecordOptions records = named(RecordOptions.from(config), topics);
        CaptureOptions listed = CaptureOptions.from(config, origin.metadataDatabase());
        // As with Debezium, the signal table has a topic of its own; what sinks apply must not hold watermarks.
        CaptureOptions capture = records.stream()
                ? listed
                : signals.table().map(listed::withSignals).orElse(listed);
        return new SourceConfig(
                properties.getOrDefault(NAME, "mysql-source"),
                ConnectionOptions.from(config),
                ReaderOptions.from(config),
                origin,
                capture,
                RowFilterOptions.from(properties),
                SchemaHistoryOptions.from(config),
                records,
                topics,
                SnapshotOptions.from(config),
                // Its own tables tell the source what a sink did, the signal table what users want.
                DecodeOptions.from(
                        config,
                        table -> capture.captures(table)
                                || origin.metadata().contains(table)
                                || signals.table().filter(table::equals).isPresent()),
                signals,
                NotificationOptions.from(config),
                IncrementalOptions.from(config),
                GtidSources.from(config),
                MetricsOptions.from(config),
                BatchOptions.from(config),
                RateLimit.Limits.from(config),
                TransactionOptions.from(config));
    }

    /** In the table layout the names of record schemas begin with the names of topics. */
    private static RecordOptions named(RecordOptions records, TopicOptions topics) {
        String prefix = records.envelope().topicPrefix();
        return records.stream()
                ? records
                : records.withTopics(new TopicNaming(prefix, topics, Optional.empty()).names());
    }

    static boolean isStream(Map<String, String> properties) {
        return Layout.STREAM.name().equalsIgnoreCase(properties.get(RecordOptions.LAYOUT));
    }

    /** Returns what the options tell of the way of records to sinks. */
    static Passage passage(Map<String, String> properties) {
        Optional<String> prefix =
                Optional.ofNullable(properties.get(RecordOptions.TOPIC_PREFIX)).filter(given -> isStream(properties));
        return Passage.atSource(properties, prefix.map(TopicNaming::stream));
    }

    /** Returns {@code site.id}, 0 when there is none. */
    int site() {
        return origin.siteId().orElse(0);
    }
}

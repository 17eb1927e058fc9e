// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.util.Set;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How much Debezium makes of its options, which forms show in that order; all others are of medium importance. */
final class OptionImportance {
    private static final Set<String> HIGH = Set.of(
            "database.include.list",
            "database.password",
            "database.port",
            "database.server.id",
            "gtid.source.includes",
            "notification.sink.topic.name",
            "table.include.list");
    private static final Set<String> LOW = Set.of(
            "connect.keep.alive",
            "connect.keep.alive.interval.ms",
            "connection.validation.timeout.ms",
            "converters",
            "custom.metric.tags",
            "custom.sanitize.pattern",
            "database.initial.statements",
            "database.jdbc.driver",
            "database.protocol",
            "database.query.timeout.ms",
            "enable.time.adjuster",
            "errors.max.retries",
            "extended.headers.enabled",
            "gtid.ignore.on.recovery",
            "heartbeat.action.query",
            "incremental.snapshot.allow.schema.changes",
            "incremental.snapshot.watermarking.strategy",
            "min.row.count.to.stream.results",
            "provide.transaction.metadata",
            "retriable.restart.connector.wait.ms",
            "schema.history.internal",
            "schema.history.internal.skip.unparseable.ddl",
            "schema.history.internal.store.only.captured.databases.ddl",
            "schema.history.internal.store.only.captured.tables.ddl",
            "schema.name.adjustment.mode",
            "skipped.operations",
            "snapshot.delay.ms",
            "snapshot.locking.mode",
            "snapshot.mode",
            "snapshot.query.mode",
            "streaming.delay.ms",
            "table.ignore.builtin");

    private OptionImportance() {}

    static Importance of(String option) {
        if (HIGH.contains(option)) {
            return Importance.HIGH;
        }
        return LOW.contains(option) ? Importance.LOW : Importance.MEDIUM;
    }
}

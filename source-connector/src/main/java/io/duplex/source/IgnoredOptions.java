// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.snapshot.SnapshotOptions;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Debezium's options that have no effect here; they are named in the log, so that a taken-over configuration runs. */
final class IgnoredOptions {
    private static final Set<String> NAMES = Set.of(
            "binary.handling.mode.custom",
            "custom.retriable.exception",
            "database.connectionTimeZone",
            "database.server.id.offset",
            "ddl.parser.type",
            "executor.shutdown.timeout.ms",
            "heartbeat.topics.prefix",
            "legacy.snapshot.max.threads",
            "memory.management.schemas.class",
            "memory.management.tables.class",
            "post.processors",
            "query.fetch.size",
            "queue.provider.type",
            "snapshot.lock.timeout.retries",
            "snapshot.query.mode.custom.name",
            "snapshot.scan.all.columns.force",
            "sourceinfo.struct.maker",
            "topic.cache.size",
            "transaction.metadata.factory",
            "unavailable.value.placeholder",
            "use.nongraceful.disconnect");
    private static final List<String> PREFIXES = List.of(
            "guardrail.",
            "internal.",
            "openlineage.",
            "schema.history.internal.jdbc.",
            "snapshot.mode.custom.",
            "snapshot.locking.mode.custom.");

    private IgnoredOptions() {}

    static boolean isIgnored(String option) {
        return NAMES.contains(option)
                || (PREFIXES.stream().anyMatch(option::startsWith) && !option.equals(SnapshotOptions.CHECKS_POSITION));
    }

    /** Returns those of the given options that have no effect, by name. */
    static List<String> among(Collection<String> options) {
        return options.stream().filter(IgnoredOptions::isIgnored).sorted().toList();
    }
}

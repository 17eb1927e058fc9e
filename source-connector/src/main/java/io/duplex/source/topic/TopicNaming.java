// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.protocol.table.TableId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Names of a source's topics: Debezium's, and the stream layout's one. Belongs to the task's thread. */
public final class TopicNaming {
    private static final Pattern NOT_IN_TOPIC_NAMES = Pattern.compile("[^._A-Za-z0-9-]");
    private static final String STREAM = ".stream";

    private final String prefix;
    private final TopicOptions options;
    private final Map<TableId, String> tables = new HashMap<>();

    /** Names the topics of the source with this {@code topic.prefix}. */
    public TopicNaming(String prefix, TopicOptions options) {
        this.prefix = prefix;
        this.options = options;
    }

    String prefix() {
        return prefix;
    }

    /** Returns the topic of all records in the stream layout. */
    String stream() {
        return prefix + STREAM;
    }

    /** Returns the topic of a table; what may not be in a topic's name becomes an underscore. */
    String table(TableId table) {
        return tables.computeIfAbsent(
                table, id -> clean(String.join(options.delimiter(), prefix, id.database(), id.table())));
    }

    String transactions() {
        return clean(prefix + options.delimiter() + options.transactions());
    }

    String schemaChanges() {
        return clean(prefix);
    }

    String heartbeats() {
        return clean(options.heartbeat().prefix() + options.delimiter() + prefix);
    }

    private static String clean(String name) {
        return NOT_IN_TOPIC_NAMES.matcher(name).replaceAll("_");
    }
}

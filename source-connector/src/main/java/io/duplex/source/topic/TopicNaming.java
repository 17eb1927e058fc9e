// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.protocol.envelope.TopicNames;
import io.duplex.protocol.table.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Names of a source's topics: Debezium's, and the stream layout's one. */
public final class TopicNaming {
    private static final Pattern NOT_IN_TOPIC_NAMES = Pattern.compile("[^._A-Za-z0-9-]");
    private static final int LONGEST = 249;
    private static final String STREAM = ".stream";

    private final String prefix;
    private final TopicOptions options;
    private final Optional<String> notifications;
    private final Map<TableId, String> tables = new ConcurrentHashMap<>();
    private final Map<TableId, String> physicalTables = new ConcurrentHashMap<>();

    /**
     * Names the topics of the source with this {@code topic.prefix}.
     *
     * @param notifications topic of notifications, empty when they become no records
     */
    public TopicNaming(String prefix, TopicOptions options, Optional<String> notifications) {
        this.prefix = prefix;
        this.options = options;
        this.notifications = notifications;
    }

    /** Returns the names as the records' schemas begin with them. */
    public TopicNames names() {
        return new TopicNames(prefix, this::table);
    }

    String prefix() {
        return prefix;
    }

    /** Returns the topic of all records of a source with this {@code topic.prefix} in the stream layout. */
    public static String stream(String prefix) {
        return prefix + STREAM;
    }

    String stream() {
        return stream(prefix);
    }

    /** Returns the topic of a table, which is also the first part of its record schemas' names. */
    public String table(TableId table) {
        return tables.computeIfAbsent(table, this::tableTopic);
    }

    private String tableTopic(TableId table) {
        String name = clean(ownName(table));
        return options.rewrite().map(rewrite -> rewrite.topics().of(name)).orElse(name);
    }

    private String ownName(TableId table) {
        return options.strategy().namesDatabase()
                ? String.join(options.delimiter(), prefix, table.database(), table.table())
                : String.join(options.delimiter(), prefix, table.table());
    }

    /** Returns what tells the table in the keys of a topic that it shares with others. */
    String physicalTable(TableId table) {
        return physicalTables.computeIfAbsent(table, id -> {
            String name = ownName(id);
            return options.rewrite()
                    .flatMap(TopicRewrite::keyValue)
                    .map(made -> made.of(name))
                    .orElse(name);
        });
    }

    String transactions() {
        return clean(prefix + options.delimiter() + options.transactions());
    }

    String schemaChanges() {
        return clean(prefix);
    }

    String heartbeats() {
        return options.heartbeat()
                .name()
                .orElseGet(() -> clean(options.heartbeat().prefix() + options.delimiter() + prefix));
    }

    String notifications() {
        return notifications.orElseThrow();
    }

    /** What may not be in a topic's name becomes an underscore, or its number. */
    private String clean(String name) {
        String clean = options.strategy().tellsNumbers()
                ? withNumbers(name)
                : NOT_IN_TOPIC_NAMES.matcher(name).replaceAll("_");
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
    }

    /** An underscore begins a number, so it is one itself. Numbers have no leading zeros but two before short ones. */
    private static String withNumbers(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' || NOT_IN_TOPIC_NAMES.matcher(String.valueOf(c)).matches()) {
                String hex = Integer.toHexString(c);
                clean.append("_u").append(hex.length() <= 2 ? "00" : "").append(hex);
            } else {
                clean.append(c);
            }
        }
        return clean.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.TableId;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Names of tables' topics.
 *
 * @param prefix {@code topic.prefix}
 * @param tables the name of each table's topic; asked for by several threads
 */
public record TopicNames(String prefix, Function<TableId, String> tables) {
    private static final Pattern NOT_IN_TOPIC_NAMES = Pattern.compile("[^._A-Za-z0-9-]");

    /** Returns {@code prefix.database.table} with characters that topics cannot have replaced by underscores. */
    public static TopicNames of(String prefix) {
        return of(prefix, ".");
    }

    /** As {@link #of(String)}, with something else than a dot between the parts. */
    public static TopicNames of(String prefix, String delimiter) {
        return new TopicNames(
                prefix,
                table -> NOT_IN_TOPIC_NAMES
                        .matcher(prefix + delimiter + table.database() + delimiter + table.table())
                        .replaceAll("_"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.TopicNames;
import io.duplex.protocol.table.TableId;
import java.util.function.Predicate;

/**
 * Which topics of a source are read, whether their partitions are assigned yet or not.
 *
 * @param source {@code topic.prefix}
 * @param topic tells of a topic
 */
record Subscription(String source, Predicate<String> topic) {
    /** Tells whether schema changes are read. */
    boolean hasStatements() {
        return topic.test(source);
    }

    /** Tells whether the changes of a table, {@code database.table}, are read. */
    boolean hasRows(String collection) {
        int dot = collection.indexOf('.');
        TableId table = new TableId(collection.substring(0, dot), collection.substring(dot + 1));
        return topic.test(TopicNames.of(source).tables().apply(table));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.SourceTopics;
import java.util.function.Predicate;

/**
 * Which topics of a source are read, whether their partitions are assigned yet or not.
 *
 * @param source {@code topic.prefix}
 * @param names how the source names its topics
 * @param topic tells of a topic
 */
record Subscription(String source, SourceTopics names, Predicate<String> topic) {
    /** Tells whether schema changes are read. */
    boolean hasStatements() {
        return topic.test(source);
    }

    /** Tells whether the changes of a table, {@code database.table}, are read. */
    boolean hasRows(String collection) {
        int dot = collection.indexOf('.');
        TableId table = new TableId(collection.substring(0, dot), collection.substring(dot + 1));
        return topic.test(names.table(source, table));
    }
}

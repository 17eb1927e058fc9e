// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import java.util.Locale;

/** {@code topic.layout}: how the records of a source are spread over topics. */
public enum Layout {
    /** Debezium's topics: one for each table, one for transactions, one for schema changes. */
    TABLE,
    /** Everything in commit order in one topic with one partition. */
    STREAM;

    static Layout parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}

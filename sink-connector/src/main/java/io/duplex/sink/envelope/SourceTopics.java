// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.TopicNames;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.OptionGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * How sources in the table layout name their topics, by the options with which they were configured.
 *
 * @param delimiter between the parts of a name
 * @param transactions last part of the name of the topic with BEGIN and END
 */
public record SourceTopics(String delimiter, String transactions) {
    public static final String DELIMITER = "topic.delimiter";
    public static final String TRANSACTION = "topic.transaction";

    /** Names as they are by default. */
    public static final SourceTopics DEFAULT = new SourceTopics(".", "transaction");

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Topic names")
                .add(
                        DELIMITER,
                        "Delimiter",
                        ConfigDef.Type.STRING,
                        DEFAULT.delimiter(),
                        new NamePart(),
                        "What stands between the parts of a topic's name in the table layout, as in the source's option "
                                + "of this name.")
                .add(
                        TRANSACTION,
                        "Transaction topic",
                        ConfigDef.Type.STRING,
                        DEFAULT.transactions(),
                        new NamePart(),
                        "Last part of the name of the topic with transaction metadata in the table layout, as in the "
                                + "source's option of this name.");
    }

    /** Reads these options. */
    public static SourceTopics from(AbstractConfig config) {
        return new SourceTopics(config.getString(DELIMITER), config.getString(TRANSACTION));
    }

    /** Returns the topic of a table of the source with this {@code topic.prefix}. */
    public String table(String source, TableId table) {
        return TopicNames.of(source, delimiter).tables().apply(table);
    }

    /** Tells whether the topic is named as that with BEGIN and END. */
    boolean hasTransactions(String topic) {
        return topic.endsWith(delimiter + transactions);
    }

    /**
     * Returns the source, by its {@code topic.prefix}, whose transactions begin and end in this topic.
     *
     * @throws DataException when the topic has another name
     */
    String sourceOfTransactions(String topic) {
        String end = delimiter + transactions;
        if (!topic.endsWith(end) || topic.length() == end.length()) {
            throw new DataException("Topic " + topic + " has BEGIN and END of "
                    + "transactions, but its name does not end in " + end + ". Give the sink the source's "
                    + TRANSACTION + " and " + DELIMITER
                    + "; when it is a stream's topic, let its name end in .stream.");
        }
        return topic.substring(0, topic.length() - end.length());
    }

    private static final class NamePart implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value == null || !String.valueOf(value).matches("[._A-Za-z0-9-]+")) {
                throw new ConfigException(name, value, "It must hold letters, digits, dots, underscores and hyphens.");
            }
        }

        @Override
        public String toString() {
            return "letters, digits, dots, underscores and hyphens";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How Kafka's transactions lie along MySQL's, where the worker lets the connector say it.
 *
 * @param records after how many records a Kafka transaction ends with the MySQL transaction
 * @param bytes after how many bytes it does
 * @param time after which time it does
 * @param timeout of the producer's transactions
 */
record TransactionOptions(int records, long bytes, Duration time, Duration timeout) {
    static final String RECORDS = "transaction.group.max.records";
    static final String BYTES = "transaction.group.max.bytes";
    static final String TIME = "transaction.group.max.ms";
    static final String TIMEOUT = "producer.override.transaction.timeout.ms";

    private static final long DEFAULT_BYTES = 16L << 20;
    private static final String DEFAULT_TIMEOUT = "60000";

    static void define(ConfigDef definition) {
        new OptionGroup(definition, "Kafka transactions")
                .add(
                        RECORDS,
                        "Records of a group",
                        ConfigDef.Type.INT,
                        10_000,
                        Range.atLeast(1),
                        "With exactly-once workers and transaction.boundary=connector, a Kafka transaction takes whole "
                                + "MySQL transactions until it has so many records. A larger MySQL transaction is one "
                                + "Kafka transaction.")
                .add(
                        BYTES,
                        "Bytes of a group",
                        ConfigDef.Type.LONG,
                        DEFAULT_BYTES,
                        Range.atLeast(1),
                        "As " + RECORDS + ", until its changes take so many bytes in the binlog.")
                .add(
                        TIME,
                        "Time of a group",
                        ConfigDef.Type.LONG,
                        100L,
                        Range.atLeast(0),
                        "As " + RECORDS + ", until so many milliseconds have passed since its first record; consumers "
                                + "with isolation.level=read_committed see a record that much later.");
    }

    static TransactionOptions from(AbstractConfig config) {
        Object timeout = config.originals().getOrDefault(TIMEOUT, DEFAULT_TIMEOUT);
        return new TransactionOptions(
                config.getInt(RECORDS),
                config.getLong(BYTES),
                Duration.ofMillis(config.getLong(TIME)),
                milliseconds(String.valueOf(timeout)));
    }

    /** The producer refuses what is no number. */
    private static Duration milliseconds(String text) {
        return Duration.ofMillis(Long.parseLong(text.matches("\\d{1,18}") ? text : DEFAULT_TIMEOUT));
    }
}

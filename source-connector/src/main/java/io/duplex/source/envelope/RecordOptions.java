// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.BigintUnsignedMode;
import io.duplex.protocol.envelope.BinaryMode;
import io.duplex.protocol.envelope.DecimalMode;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.Fidelity;
import io.duplex.protocol.envelope.NameAdjustment;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.TimePrecision;
import io.duplex.protocol.envelope.TopicNames;
import io.duplex.source.column.ColumnOptions;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What records say and which are made.
 *
 * @param envelope how values are represented
 * @param layout how records are spread over topics
 * @param transactions whether transactions are marked; always so in the stream layout
 * @param schemaChanges whether DDL statements become records; always so in the stream layout
 * @param skipped operations of which no records are made
 * @param columns what is done to single columns
 */
public record RecordOptions(
        EnvelopeOptions envelope,
        Layout layout,
        boolean transactions,
        boolean schemaChanges,
        Set<Operation> skipped,
        ColumnOptions columns) {
    public static final String TOPIC_PREFIX = "topic.prefix";
    public static final String LAYOUT = "topic.layout";
    public static final String TRANSACTIONS = "provide.transaction.metadata";
    public static final String SCHEMA_CHANGES = "include.schema.changes";
    public static final String SKIPPED = "skipped.operations";
    public static final String DECIMAL = "decimal.handling.mode";
    public static final String TIME = "time.precision.mode";
    public static final String BIGINT_UNSIGNED = "bigint.unsigned.handling.mode";
    public static final String BINARY = "binary.handling.mode";
    public static final String SCHEMA_NAMES = "schema.name.adjustment.mode";
    public static final String FIELD_NAMES = "field.name.adjustment.mode";
    public static final String COMMENTS = "include.schema.comments";
    public static final String TIME_ADJUSTER = "enable.time.adjuster";
    public static final String FIDELITY = "value.fidelity";

    private static final List<Operation> SKIPPABLE =
            List.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE, Operation.TRUNCATE);

    public RecordOptions {
        skipped = Set.copyOf(skipped);
    }

    /** Returns these options with other names of topics, of which schemas have theirs. */
    public RecordOptions withTopics(TopicNames topics) {
        return new RecordOptions(envelope.withTopics(topics), layout, transactions, schemaChanges, skipped, columns);
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Records")
                .require(
                        TOPIC_PREFIX,
                        "Topic prefix",
                        ConfigDef.Type.STRING,
                        new PrefixName(),
                        "Name of this source: first part of the names of its topics and record schemas, and key of "
                                + "its offsets. Each source of a Kafka cluster needs another one.")
                .add(
                        LAYOUT,
                        "Layout",
                        ConfigDef.Type.STRING,
                        "table",
                        Choice.of("table", "stream"),
                        "How records are spread: table, one topic for each table, as Debezium has them, or stream, all records in commit order "
                                + "in the topic <topic.prefix>.stream, which must have one partition; Duplex's sink "
                                + "needs this.")
                .add(
                        TRANSACTIONS,
                        "Transaction metadata",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether BEGIN and END of transactions become records and rows tell their place in their "
                                + "transaction. Always so in the stream layout.")
                .add(
                        SCHEMA_CHANGES,
                        "Schema changes",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether DDL statements become records, in the topic <topic.prefix>. In the stream layout "
                                + "they always do, in the stream topic.")
                .add(
                        SKIPPED,
                        "Skipped operations",
                        ConfigDef.Type.STRING,
                        "t",
                        new Operations(),
                        "Operations of which no records are made, separated by commas: c (create), u (update), d "
                                + "(delete), t (truncate), or none. In the stream layout TRUNCATE is a DDL statement "
                                + "and never skipped.");
        defineValues(group);
    }

    private static void defineValues(OptionGroup group) {
        group.add(
                DECIMAL,
                "Decimals",
                ConfigDef.Type.STRING,
                DecimalMode.PRECISE.value(),
                values(DecimalMode.values(), DecimalMode::value),
                "How DECIMAL values are sent: precise (Connect's Decimal), double or string.");
        group.add(
                TIME,
                "Time precision",
                ConfigDef.Type.STRING,
                TimePrecision.ADAPTIVE_TIME_MICROSECONDS.value(),
                values(TimePrecision.values(), TimePrecision::value),
                "How dates and times are sent: adaptive_time_microseconds, connect, microseconds, nanoseconds or "
                        + "isostring.");
        group.add(
                BIGINT_UNSIGNED,
                "BIGINT UNSIGNED",
                ConfigDef.Type.STRING,
                BigintUnsignedMode.LONG.value(),
                values(BigintUnsignedMode.values(), BigintUnsignedMode::value),
                "How BIGINT UNSIGNED values are sent: long (values above 2^63-1 become negative) or precise.");
        group.add(
                BINARY,
                "Binary values",
                ConfigDef.Type.STRING,
                BinaryMode.BYTES.value(),
                values(BinaryMode.values(), BinaryMode::value),
                "How binary values are sent: bytes, base64, base64-url-safe or hex.");
        group.add(
                FIDELITY,
                "Values that Debezium changes",
                ConfigDef.Type.STRING,
                Fidelity.EXACT.value(),
                values(Fidelity.values(), Fidelity::value),
                "What records say where Debezium says another value than the server: exact, the server's, or debezium, "
                        + "with the server's in the header duplex.exact. It is about a FLOAT and a DATETIME of the "
                        + "year 0 in a snapshot, and about times and bytes within JSON from the binlog. The stream "
                        + "layout has exact values only.");
        defineNames(group);
    }

    private static void defineNames(OptionGroup group) {
        group.add(
                SCHEMA_NAMES,
                "Schema names",
                ConfigDef.Type.STRING,
                NameAdjustment.NONE.value(),
                values(NameAdjustment.values(), NameAdjustment::value),
                "How names of schemas are made fit for the converter: none, avro or avro_unicode.");
        group.add(
                FIELD_NAMES,
                "Field names",
                ConfigDef.Type.STRING,
                NameAdjustment.NONE.value(),
                values(NameAdjustment.values(), NameAdjustment::value),
                "How names of fields are made fit for the converter: none, avro or avro_unicode.");
        group.add(
                COMMENTS,
                "Comments",
                ConfigDef.Type.BOOLEAN,
                false,
                "Whether schema change records hold the comments of tables and columns.");
        group.add(
                TIME_ADJUSTER,
                "Two-digit years",
                ConfigDef.Type.BOOLEAN,
                true,
                "Whether years 0 to 99 are sent as 1970 to 2069.");
    }

    /** Reads these options. */
    public static RecordOptions from(AbstractConfig config) {
        Layout layout = Layout.parse(config.getString(LAYOUT));
        boolean stream = layout == Layout.STREAM;
        ColumnOptions columns = ColumnOptions.from(config, config.getBoolean(COMMENTS));
        EnvelopeOptions envelope = new EnvelopeOptions(
                TopicNames.of(config.getString(TOPIC_PREFIX)),
                DecimalMode.parse(config.getString(DECIMAL)),
                TimePrecision.parse(config.getString(TIME)),
                BigintUnsignedMode.parse(config.getString(BIGINT_UNSIGNED)),
                BinaryMode.parse(config.getString(BINARY)),
                NameAdjustment.parse(config.getString(SCHEMA_NAMES)),
                NameAdjustment.parse(config.getString(FIELD_NAMES)),
                columns.rules(),
                config.getBoolean(COMMENTS),
                config.getBoolean(TIME_ADJUSTER),
                fidelity(config, stream));
        return new RecordOptions(
                envelope,
                layout,
                stream || config.getBoolean(TRANSACTIONS),
                stream || config.getBoolean(SCHEMA_CHANGES),
                Operations.parse(config.getString(SKIPPED)),
                columns);
    }

    private static Fidelity fidelity(AbstractConfig config, boolean stream) {
        Fidelity fidelity = Fidelity.parse(config.getString(FIDELITY));
        if (stream && fidelity != Fidelity.EXACT) {
            throw new ConfigException(
                    FIDELITY,
                    fidelity.value(),
                    "Sinks need exact values, so " + LAYOUT + "=stream has no others. Leave " + FIDELITY
                            + " out, or set " + LAYOUT + "=table.");
        }
        return fidelity;
    }

    public boolean stream() {
        return layout == Layout.STREAM;
    }

    private static <E> ConfigDef.Validator values(E[] constants, Function<E, String> value) {
        return Choice.of(Arrays.stream(constants).map(value).toArray(String[]::new));
    }

    private static final class PrefixName implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof String prefix) || !prefix.matches("[._A-Za-z0-9-]{1,190}")) {
                throw new ConfigException(
                        name, value, "It must be 1 to 190 letters, digits, dots, underscores and hyphens.");
            }
        }

        @Override
        public String toString() {
            return "letters, digits, dots, underscores and hyphens";
        }
    }

    private static final class Operations implements ConfigDef.Validator, ConfigDef.Recommender {
        static Set<Operation> parse(@Nullable String text) {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            for (String part : text == null ? new String[0] : text.split(",")) {
                String code = part.trim().toLowerCase(Locale.ROOT);
                if (!code.isEmpty() && !code.equals("none")) {
                    operations.add(Operation.ofCode(code));
                }
            }
            return operations;
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                if (SKIPPABLE.containsAll(parse((String) value))) {
                    return;
                }
            } catch (IllegalArgumentException unknownCode) {
                throw refused(name, value);
            }
            throw refused(name, value);
        }

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return Stream.concat(SKIPPABLE.stream().map(Operation::code), Stream.of("none"))
                    .map(Object.class::cast)
                    .toList();
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }

        private ConfigException refused(String name, @Nullable Object value) {
            return new ConfigException(name, value, "It must be a list of " + this + ".");
        }

        @Override
        public String toString() {
            return SKIPPABLE.stream().map(Operation::code).collect(Collectors.joining(", ")) + " or none";
        }
    }
}

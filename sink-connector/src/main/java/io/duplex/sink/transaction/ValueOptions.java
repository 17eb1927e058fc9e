// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.BigintUnsignedMode;
import io.duplex.protocol.envelope.BinaryMode;
import io.duplex.protocol.envelope.DecimalMode;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.TimePrecision;
import io.duplex.sink.server.OptionGroup;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** In which modes the source writes values that JSON without schemas does not tell; its options of the same names. */
public final class ValueOptions {
    public static final String DECIMAL = "decimal.handling.mode";
    public static final String TIME = "time.precision.mode";
    public static final String BIGINT_UNSIGNED = "bigint.unsigned.handling.mode";
    public static final String BINARY = "binary.handling.mode";

    private static final EnvelopeOptions DEFAULT = EnvelopeOptions.of("");

    private ValueOptions() {}

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "JSON without schemas");
        add(
                group,
                DECIMAL,
                "Decimals",
                DEFAULT.decimal().value(),
                values(DecimalMode.values(), DecimalMode::value),
                "How the source writes DECIMAL and NUMERIC");
        add(
                group,
                TIME,
                "Dates and times",
                DEFAULT.time().value(),
                values(TimePrecision.values(), TimePrecision::value),
                "How the source writes DATE, TIME and DATETIME");
        add(
                group,
                BIGINT_UNSIGNED,
                "BIGINT UNSIGNED",
                DEFAULT.bigintUnsigned().value(),
                values(BigintUnsignedMode.values(), BigintUnsignedMode::value),
                "How the source writes BIGINT UNSIGNED");
        add(
                group,
                BINARY,
                "Binary values",
                DEFAULT.binary().value(),
                values(BinaryMode.values(), BinaryMode::value),
                "How the source writes binary values");
    }

    private static void add(
            OptionGroup group, String key, String name, String value, List<String> values, String what) {
        group.add(
                key,
                name,
                ConfigDef.Type.STRING,
                value,
                ConfigDef.CaseInsensitiveValidString.in(values.toArray(String[]::new)),
                what + ", by the source's option of this name: " + String.join(", ", values)
                        + ". Only records of JSON without schemas need it; others tell it themselves.");
    }

    private static <T> List<String> values(T[] values, Function<T, String> spelling) {
        return Arrays.stream(values).map(spelling).toList();
    }

    /** Reads these options. */
    public static EnvelopeOptions from(AbstractConfig config) {
        return DEFAULT.withDecimal(DecimalMode.parse(config.getString(DECIMAL)))
                .withTime(TimePrecision.parse(config.getString(TIME)))
                .withBigintUnsigned(BigintUnsignedMode.parse(config.getString(BIGINT_UNSIGNED)))
                .withBinary(BinaryMode.parse(config.getString(BINARY)));
    }
}

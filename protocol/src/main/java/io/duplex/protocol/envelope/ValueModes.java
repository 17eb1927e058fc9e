// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.header.HeaderText;

/** Header {@code duplex.values} on schema changes: the source's options that decide how values of rows are written. */
public final class ValueModes {
    /** Name of the header. */
    public static final String NAME = "duplex.values";

    private static final String DECIMAL = "decimal";
    private static final String TIME = "time";
    private static final String BIGINT_UNSIGNED = "bigint-unsigned";
    private static final String BINARY = "binary";

    private ValueModes() {}

    /** Returns the header's text. */
    public static String encode(EnvelopeOptions options) {
        return HeaderText.create()
                .put(DECIMAL, options.decimal().value())
                .put(TIME, options.time().value())
                .put(BIGINT_UNSIGNED, options.bigintUnsigned().value())
                .put(BINARY, options.binary().value())
                .toString();
    }

    /**
     * Returns the options with those that {@link #encode}'s text tells.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static EnvelopeOptions decode(EnvelopeOptions options, String text) {
        HeaderText fields = HeaderText.parse(text);
        return options.withDecimal(DecimalMode.parse(fields.require(DECIMAL)))
                .withTime(TimePrecision.parse(fields.require(TIME)))
                .withBigintUnsigned(BigintUnsignedMode.parse(fields.require(BIGINT_UNSIGNED)))
                .withBinary(BinaryMode.parse(fields.require(BINARY)));
    }
}

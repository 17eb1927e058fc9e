// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.TableId;

/**
 * How rows become records: Debezium's options of the same names, and one of ours.
 *
 * @param topics names of the tables' topics, with which the names of their schemas begin
 * @param decimal {@code decimal.handling.mode}
 * @param time {@code time.precision.mode}
 * @param bigintUnsigned {@code bigint.unsigned.handling.mode}
 * @param binary {@code binary.handling.mode}
 * @param schemaNames {@code schema.name.adjustment.mode}
 * @param fieldNames {@code field.name.adjustment.mode}
 * @param columns what is done to single columns
 * @param schemaComments {@code include.schema.comments}
 * @param timeAdjuster {@code enable.time.adjuster}: years 0 to 99 are sent as 1970 to 2069
 * @param fidelity {@code value.fidelity}: whether Debezium's inexact values are followed
 */
public record EnvelopeOptions(
        TopicNames topics,
        DecimalMode decimal,
        TimePrecision time,
        BigintUnsignedMode bigintUnsigned,
        BinaryMode binary,
        NameAdjustment schemaNames,
        NameAdjustment fieldNames,
        ColumnRules columns,
        boolean schemaComments,
        boolean timeAdjuster,
        Fidelity fidelity) {

    /** Returns Debezium's defaults for this topic prefix. */
    public static EnvelopeOptions of(String topicPrefix) {
        return new EnvelopeOptions(
                TopicNames.of(topicPrefix),
                DecimalMode.PRECISE,
                TimePrecision.ADAPTIVE_TIME_MICROSECONDS,
                BigintUnsignedMode.LONG,
                BinaryMode.BYTES,
                NameAdjustment.NONE,
                NameAdjustment.NONE,
                ColumnRules.NONE,
                false,
                true,
                Fidelity.EXACT);
    }

    public EnvelopeOptions withDecimal(DecimalMode value) {
        return new EnvelopeOptions(
                topics,
                value,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withTime(TimePrecision value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                value,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withBigintUnsigned(BigintUnsignedMode value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                value,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withBinary(BinaryMode value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                value,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withSchemaNames(NameAdjustment value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                value,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withFieldNames(NameAdjustment value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                value,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withColumns(ColumnRules value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                value,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withSchemaComments(boolean value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                value,
                timeAdjuster,
                fidelity);
    }

    public EnvelopeOptions withTimeAdjuster(boolean value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                value,
                fidelity);
    }

    public EnvelopeOptions withFidelity(Fidelity value) {
        return new EnvelopeOptions(
                topics,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                value);
    }

    /** Tells whether values are to be Debezium's where those are not the server's. */
    boolean asDebezium() {
        return fidelity == Fidelity.DEBEZIUM;
    }

    /** Returns these options with other names of topics. */
    public EnvelopeOptions withTopics(TopicNames value) {
        return new EnvelopeOptions(
                value,
                decimal,
                time,
                bigintUnsigned,
                binary,
                schemaNames,
                fieldNames,
                columns,
                schemaComments,
                timeAdjuster,
                fidelity);
    }

    /** Returns {@code topic.prefix}. */
    public String topicPrefix() {
        return topics.prefix();
    }

    /** Returns the name of the table's topic. */
    public String dataTopic(TableId table) {
        return topics.tables().apply(table);
    }

    /** Returns the adjusted name of the table's schema of this kind: {@code Key}, {@code Value}, {@code Envelope}. */
    String schemaName(TableId table, String kind) {
        return schemaNames.schemaName(dataTopic(table) + "." + kind);
    }
}

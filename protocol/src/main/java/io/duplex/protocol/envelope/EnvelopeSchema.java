// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.table.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of a table's records and the way its row changes become such records. Immutable; make one per version of a
 * table, not per row.
 */
public final class EnvelopeSchema {
    private static final int ENVELOPE_VERSION = 2;
    private static final Deviations IGNORED = Deviations.ignored();
    private static final Deviations IGNORED_READING = Deviations.ignoredWhileReading();

    private final TableSchema table;
    private final @Nullable Schema key;
    private final Schema row;
    private final Schema envelope;
    private final RowField[] keyFields;
    private final RowField[] rowFields;
    private final RowField[] readKeyFields;
    private final RowField[] readRowFields;
    private final EnvelopeFields fields;

    /** Fields of the envelope, looked up once. */
    private record EnvelopeFields(
            Field before,
            Field after,
            Field source,
            Field transaction,
            Field op,
            Field millis,
            Field micros,
            Field nanos) {
        static EnvelopeFields of(Schema envelope) {
            return new EnvelopeFields(
                    envelope.field("before"),
                    envelope.field("after"),
                    envelope.field("source"),
                    envelope.field("transaction"),
                    envelope.field("op"),
                    envelope.field("ts_ms"),
                    envelope.field("ts_us"),
                    envelope.field("ts_ns"));
        }
    }

    /** Creates the schemas of a table with the key that the options give it. */
    public EnvelopeSchema(TableSchema table, EnvelopeOptions options) {
        this(table, options, options.columns().keys().apply(table));
    }

    /**
     * Creates the schemas of a table with a key of these columns.
     *
     * @param keyColumns positions in {@link TableSchema#columns()}; empty for records without key
     */
    public EnvelopeSchema(TableSchema table, EnvelopeOptions options, List<Integer> keyColumns) {
        this.table = table;
        RowFields keyBuilder = new RowFields(table, options, false);
        keyColumns.forEach(keyBuilder::add);
        this.key = keyColumns.isEmpty() ? null : keyBuilder.schema("Key", false);
        this.keyFields = key == null ? new RowField[0] : keyBuilder.fields(key, false);
        this.readKeyFields = key == null ? new RowField[0] : keyBuilder.fields(key, true);

        RowFields rowBuilder = new RowFields(table, options, true);
        for (int i = 0; i < table.columns().size(); i++) {
            rowBuilder.add(i);
        }
        this.row = rowBuilder.schema("Value", true);
        this.rowFields = rowBuilder.fields(row, false);
        this.readRowFields = rowBuilder.fields(row, true);
        this.envelope = SchemaBuilder.struct()
                .name(options.schemaName(table.id(), "Envelope"))
                .version(ENVELOPE_VERSION)
                .field("before", row)
                .field("after", row)
                .field("source", SourceInfo.SCHEMA)
                .field("transaction", TransactionBlock.SCHEMA)
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
        this.fields = EnvelopeFields.of(envelope);
    }

    public TableSchema table() {
        return table;
    }

    /** Returns the key's schema, empty when the table has no key. */
    public Optional<Schema> key() {
        return Optional.ofNullable(key);
    }

    /** Returns the schema of {@code before} and {@code after}. */
    public Schema row() {
        return row;
    }

    /** Returns the value's schema. */
    public Schema envelope() {
        return envelope;
    }

    /** Tells whether records say anything of the column at this position. */
    public boolean says(int column) {
        return Stream.of(keyFields, rowFields).flatMap(Arrays::stream).anyMatch(field -> field.column() == column);
    }

    /** Returns the key of this streamed row, empty when the table has no key. */
    public Optional<Struct> key(RowImage image) {
        return key(image, keyFields, IGNORED);
    }

    private Optional<Struct> key(RowImage image, RowField[] said, Deviations deviations) {
        if (key == null) {
            return Optional.empty();
        }
        return Optional.of(encode(image, said, new UncheckedStruct(key), deviations));
    }

    /** Tells whether both rows have the same key; the table layout splits other updates into delete and create. */
    public boolean sameKey(RowImage before, RowImage after) {
        return sameValues(before, after, keyFields) || key(before).equals(key(after));
    }

    /** Tells whether both rows look the same in records: what differs is left out, hidden or cut. */
    public boolean looksSame(RowImage before, RowImage after) {
        return sameValues(before, after, rowFields)
                || encode(before, rowFields, new UncheckedStruct(row), IGNORED)
                        .equals(encode(after, rowFields, new UncheckedStruct(row), IGNORED));
    }

    private static boolean sameValues(RowImage before, RowImage after, RowField[] fields) {
        for (RowField field : fields) {
            if (!Objects.deepEquals(before.get(field.column()), after.get(field.column()))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the change as a record. */
    public EncodedChange encode(RowChange change, ChangeContext context) {
        EventContext event = EventContext.of(context.source(), context.timestamp());
        return encode(
                change,
                new Place(event, context.source().row(), context.transaction().orElse(null)));
    }

    /** Returns the change as the record of a row of this event. */
    public EncodedChange encode(RowChange change, EventContext event, int row, Optional<TransactionBlock> transaction) {
        return encode(change, new Place(event, row, transaction.orElse(null)));
    }

    private record Place(
            EventContext event, int row, @Nullable TransactionBlock transaction) {}

    private EncodedChange encode(RowChange change, Place place) {
        if (change instanceof RowChange.Insert insert) {
            return encode(Operation.CREATE, null, insert.after(), place);
        }
        if (change instanceof RowChange.Update update) {
            return encode(Operation.UPDATE, update.before(), update.after(), place);
        }
        if (change instanceof RowChange.Delete delete) {
            return encode(Operation.DELETE, delete.before(), null, place);
        }
        return encode(Operation.READ, null, ((RowChange.Read) change).after(), place);
    }

    private EncodedChange encode(
            Operation operation, @Nullable RowImage before, @Nullable RowImage after, Place place) {
        boolean read = operation == Operation.READ;
        RowField[] said = read ? readRowFields : rowFields;
        Deviations inBefore = new Deviations(said, read);
        Deviations inAfter = new Deviations(said, read);
        Struct value = new UncheckedStruct(envelope);
        if (before != null) {
            value.put(fields.before(), encode(before, said, new UncheckedStruct(row), inBefore));
        }
        if (after != null) {
            value.put(fields.after(), encode(after, said, new UncheckedStruct(row), inAfter));
        }
        EventContext event = place.event();
        value.put(fields.source(), event.source(place.row()));
        if (place.transaction() != null) {
            value.put(fields.transaction(), place.transaction().encode());
        }
        value.put(fields.op(), operation.code());
        value.put(fields.millis(), event.millis());
        value.put(fields.micros(), event.micros());
        value.put(fields.nanos(), event.nanos());
        RowImage keyed = after != null ? after : Objects.requireNonNull(before);
        Optional<Struct> keyStruct = read ? key(keyed, readKeyFields, IGNORED_READING) : key(keyed, keyFields, IGNORED);
        return new EncodedChange(keyStruct, value, exact(inBefore, inAfter));
    }

    private static Optional<String> exact(Deviations before, Deviations after) {
        if (before.values().isEmpty() && after.values().isEmpty()) {
            return Optional.empty();
        }
        return new ExactValues(before.values(), after.values()).encode();
    }

    private Struct encode(RowImage image, RowField[] rowFields, Struct struct, Deviations deviations) {
        if (image.size() != table.columns().size()) {
            throw new IllegalArgumentException("Row of " + table.id() + " has " + image.size()
                    + " values, but the table has " + table.columns().size() + " columns");
        }
        for (int i = 0; i < rowFields.length; i++) {
            deviations.at(i);
            rowFields[i].encode(image.get(rowFields[i].column()), struct, deviations);
        }
        return struct;
    }
}

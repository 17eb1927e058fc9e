// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.header.BinaryText;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows of one version of a table that come without schema, as JSON can write them, the values that they would
 * have with it. Not thread-safe.
 */
public final class PlainRows {
    private static final long MOST_MICROS = 839L * 3600 * 1_000_000;
    private static final int LAST_YEAR = 9999;

    private final Layout whole;
    private final Map<Set<String>, Layout> partial = new HashMap<>();
    private final Map<String, BinaryText> forms = new HashMap<>();
    private final Set<String> times;

    private record Layout(Schema schema, RowDecoder decoder) {
        static Layout of(Schema schema) {
            return new Layout(schema, new RowDecoder(schema));
        }
    }

    /**
     * Reads rows of this table.
     *
     * @param options the modes in which the source writes values
     */
    public PlainRows(TableSchema table, EnvelopeOptions options) {
        this.whole = Layout.of(new EnvelopeSchema(table, options, List.of()).row());
        this.times = Set.copyOf(table.columns().stream()
                .filter(column -> column.type() == ColumnType.TIME)
                .map(Column::name)
                .toList());
        form(options.binary())
                .ifPresent(form -> table.columns().stream()
                        .filter(PlainRows::isBinary)
                        .forEach(column -> forms.put(column.name(), form)));
    }

    private static Optional<BinaryText> form(BinaryMode mode) {
        return switch (mode) {
            case BYTES -> Optional.empty();
            case BASE64 -> Optional.of(BinaryText.BASE64);
            case BASE64_URL_SAFE -> Optional.of(BinaryText.BASE64_URL_SAFE);
            case HEX -> Optional.of(BinaryText.HEX);
        };
    }

    private static boolean isBinary(Column column) {
        return column.type().family() == ColumnType.Family.BYTES
                && column.type() != ColumnType.BIT
                && column.type() != ColumnType.VECTOR;
    }

    /**
     * Returns the change with typed rows.
     *
     * @throws IllegalArgumentException when a row cannot be of this version of the table, naming the column
     */
    public DecodedChange typed(DecodedChange change) {
        return change.as(
                change.operation(),
                change.before().map(this::typed),
                change.after().map(this::typed));
    }

    private DecodedImage typed(DecodedImage image) {
        Optional<Map<String, @Nullable Object>> exact = image.untyped();
        if (exact.isEmpty()) {
            return image;
        }
        Layout layout = image.size() == whole.schema().fields().size() ? whole : partial(image);
        UncheckedStruct struct = new UncheckedStruct(layout.schema());
        for (int i = 0; i < image.size(); i++) {
            Field field = layout.schema().field(image.name(i));
            if (field == null) {
                throw new IllegalArgumentException("the table has no column " + image.name(i));
            }
            Object value = image.get(i);
            if (value != null) {
                struct.put(field, PlainValues.of(field, value));
            }
        }
        try {
            return checked(layout.decoder().decode(struct, exact(image, exact.get())));
        } catch (DateTimeException impossible) {
            throw new IllegalArgumentException("a date or time is none: " + impossible.getMessage(), impossible);
        }
    }

    /** Tells whether the columns that both versions have are written alike. */
    public boolean readsAs(PlainRows other) {
        return forms.equals(other.forms)
                && whole.schema().fields().stream().allMatch(field -> {
                    Field others = other.whole.schema().field(field.name());
                    return others == null || others.schema().equals(field.schema());
                });
    }

    /** The source may exclude columns. */
    private Layout partial(DecodedImage image) {
        return partial.computeIfAbsent(Set.copyOf(image.columns()), columns -> {
            SchemaBuilder schema = SchemaBuilder.struct();
            whole.schema().fields().stream()
                    .filter(field -> columns.contains(field.name()))
                    .forEach(field -> schema.field(field.name(), field.schema()));
            return Layout.of(schema.build());
        });
    }

    /** Duplex's source tells which texts are bytes, Debezium's does not. */
    private Map<String, @Nullable Object> exact(DecodedImage image, Map<String, @Nullable Object> told) {
        if (forms.isEmpty()) {
            return told;
        }
        Map<String, @Nullable Object> exact = new LinkedHashMap<>(told);
        for (int i = 0; i < image.size(); i++) {
            BinaryText form = forms.get(image.name(i));
            if (form != null && image.get(i) != null && !told.containsKey(image.name(i))) {
                exact.put(image.name(i), form);
            }
        }
        return exact;
    }

    /** Values that no column can have tell that the source has written them in another mode, or for another type. */
    private DecodedImage checked(DecodedImage image) {
        for (int i = 0; i < image.size(); i++) {
            Object value = image.get(i);
            boolean fits = !(value instanceof MySqlDateTime time) || (time.year() >= 0 && time.year() <= LAST_YEAR);
            if (value instanceof Long micros && times.contains(image.name(i))) {
                fits = Math.abs(micros) < MOST_MICROS;
            }
            if (!fits) {
                throw new IllegalArgumentException(
                        "column " + image.name(i) + " has a date or time that MySQL does not know");
            }
        }
        return image;
    }
}

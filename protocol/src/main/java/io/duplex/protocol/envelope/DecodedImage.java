// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row as a record tells it. Column names come from the record's schema, whose identity the list of names shares:
 * images of the same schema have the same {@link #columns()} object.
 *
 * <p>Values by schema of the field, in any mode of Debezium's (NULL is null, never the field's default):
 *
 * <ul>
 *   <li>INT8 to INT64, {@code Year}: {@code Long}; BOOLEAN (BOOL, BIT(1)): {@code Long} 0 or 1
 *   <li>FLOAT32: {@code Float}; FLOAT64: {@code Double}, to be read as its shortest decimal digits when the target is a
 *       DECIMAL; {@code Decimal}: {@code BigDecimal}
 *   <li>STRING, {@code Json}: {@code String}; whether it is text, a decimal or, in records of
 *       Debezium's, binary in base64 or hex, only the target's column and the source's configuration tell
 *   <li>BYTES: {@code byte[]}; {@code Bits}: {@code byte[]}, big-endian
 *   <li>{@code Enum}: {@code String}, the label; {@code EnumSet}: {@code String}, labels with commas between
 *   <li>{@code Date}, {@code Timestamp} and their Micro, Nano, Iso and Connect kin:
 *       {@link io.duplex.protocol.change.MySqlDateTime}; {@code ZonedTimestamp}: the same, in UTC
 *   <li>{@code Time} and its kin: {@code Long} signed microseconds
 *   <li>{@code Point}, {@code Geometry}: {@code byte[]}, 4-byte little-endian SRID and WKB; {@code FloatVector}:
 *       {@code byte[]}, little-endian floats
 *   <li>where the record has a {@code duplex.exact} header for the field: that value, see
 *       {@link io.duplex.protocol.header.ExactValues}. So text may be {@code byte[]} in the source column's character
 *       set, and ENUM and SET may be {@code Long} index and bits
 * </ul>
 */
public final class DecodedImage {
    private final List<String> columns;
    private final Map<String, Integer> positions;
    private final @Nullable Object[] values;
    private final @Nullable Map<String, @Nullable Object> untyped;

    DecodedImage(List<String> columns, Map<String, Integer> positions, @Nullable Object[] values) {
        this(columns, positions, values, null);
    }

    private DecodedImage(
            List<String> columns,
            Map<String, Integer> positions,
            @Nullable Object[] values,
            @Nullable Map<String, @Nullable Object> untyped) {
        this.columns = columns;
        this.positions = positions;
        this.values = values;
        this.untyped = untyped;
    }

    /** Returns an image with the values of JSON without schemas, to be read when the table's columns are known. */
    static DecodedImage untyped(Map<?, ?> fields, Map<String, @Nullable Object> exact) {
        List<String> columns = new ArrayList<>(fields.size());
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        fields.forEach((name, value) -> {
            values[columns.size()] = value;
            columns.add(String.valueOf(name));
        });
        return new DecodedImage(columns, RowDecoder.positions(columns), values, exact);
    }

    /** Returns, of an image whose values have no types yet, those of {@code duplex.exact}; empty of all others. */
    Optional<Map<String, @Nullable Object>> untyped() {
        return Optional.ofNullable(untyped);
    }

    /** Tells whether the values are those of JSON without schemas, in any order; see {@link PlainRows}. */
    public boolean isUntyped() {
        return untyped != null;
    }

    /** Returns an image of these columns, which are not copied. */
    public static DecodedImage of(List<String> columns, @Nullable Object... values) {
        return new DecodedImage(columns, RowDecoder.positions(columns), values);
    }

    public List<String> columns() {
        return columns;
    }

    public int size() {
        return values.length;
    }

    /** Returns the name of the column at this position (from 0). */
    public String name(int position) {
        return columns.get(position);
    }

    /** Returns the value at this position, null for SQL NULL. */
    public @Nullable Object get(int position) {
        return values[position];
    }

    /** Returns the position of the column of exactly this name. */
    public Optional<Integer> indexOf(String column) {
        return Optional.ofNullable(positions.get(column));
    }

    /** Other names for the columns of all images of one schema; a column without one is left out. */
    public static final class Renaming {
        private final List<String> columns;
        private final Map<String, Integer> positions;
        private final int[] kept;

        private Renaming(List<String> columns, int[] kept) {
            this.columns = List.copyOf(columns);
            this.positions = RowDecoder.positions(this.columns);
            this.kept = kept;
        }

        /** Renames these columns. */
        public static Renaming of(List<String> columns, Function<String, Optional<String>> names) {
            List<String> renamed = new ArrayList<>();
            List<Integer> kept = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                Optional<String> name = names.apply(columns.get(i));
                if (name.isPresent()) {
                    renamed.add(name.get());
                    kept.add(i);
                }
            }
            return new Renaming(renamed, kept.stream().mapToInt(i -> i).toArray());
        }

        /** Returns the new names, in the images' order. */
        public List<String> columns() {
            return columns;
        }
    }

    /** Returns this image, which must have the schema that the renaming was made for, with the other names. */
    public DecodedImage renamed(Renaming renaming) {
        if (renaming.kept.length == values.length) {
            return new DecodedImage(renaming.columns, renaming.positions, values);
        }
        @Nullable Object[] left = new @Nullable Object[renaming.kept.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = values[renaming.kept[i]];
        }
        return new DecodedImage(renaming.columns, renaming.positions, left);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedImage that
                && columns.equals(that.columns)
                && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return columns.hashCode() * 31 + Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            text.append(i == 0 ? "" : ", ").append(columns.get(i)).append('=');
            text.append(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
        }
        return text.append('}').toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a table map says of columns beside their layout; all of it only with {@code binlog_row_metadata=FULL}.
 *
 * @param nullable by column
 * @param names by column; empty with {@code binlog_row_metadata=MINIMAL}
 * @param unsigned positions of unsigned numbers
 * @param collations ids by position, of text, ENUM and SET columns
 * @param labels bytes of the members of ENUM and SET columns by position
 * @param geometries kinds of GEOMETRY columns by position
 * @param invisible positions
 * @param primaryKey in key order
 */
public record TableMetadata(
        List<Boolean> nullable,
        List<String> names,
        List<Integer> unsigned,
        Map<Integer, Integer> collations,
        Map<Integer, List<byte[]>> labels,
        Map<Integer, Integer> geometries,
        List<Integer> invisible,
        List<KeyPart> primaryKey) {

    /** A column of the key, and of how many of its characters or bytes it consists. */
    public record KeyPart(int position, OptionalInt prefix) {}

    /** Reads what follows the columns' layouts in a table map. */
    static TableMetadata of(TableMap map, byte[] rest) {
        return new Reading(map).read(new EventBytes(rest));
    }

    /** The name of this column, when the server logs names. */
    public Optional<String> name(int position) {
        return position < names.size() ? Optional.of(names.get(position)) : Optional.empty();
    }

    private static final class Reading {
        private final TableMap map;
        private final List<Boolean> nullable = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<Integer> unsigned = new ArrayList<>();
        private final Map<Integer, Integer> collations = new HashMap<>();
        private final Map<Integer, List<byte[]>> labels = new HashMap<>();
        private final Map<Integer, Integer> geometries = new HashMap<>();
        private final List<Integer> invisible = new ArrayList<>();
        private final List<KeyPart> key = new ArrayList<>();

        Reading(TableMap map) {
            this.map = map;
        }

        TableMetadata read(EventBytes rest) {
            EventBytes.Bits nulls = rest.bits(map.columnCount());
            for (int i = 0; i < map.columnCount(); i++) {
                nullable.add(nulls.get(i));
            }
            while (rest.hasRemaining()) {
                int kind = rest.uint8();
                field(kind, rest.slice((int) rest.packed()));
            }
            return new TableMetadata(nullable, names, unsigned, collations, labels, geometries, invisible, key);
        }

        private void field(int kind, EventBytes value) {
            switch (kind) {
                case 1 -> unsigned.addAll(marked(value, map.positions(TableMap::isNumber), true));
                case 2 -> defaultCollations(value, map.positions(TableMap::isText));
                case 3 -> collations(value, map.positions(TableMap::isText));
                case 4 -> {
                    while (value.hasRemaining()) {
                        names.add(value.name((int) value.packed()));
                    }
                }
                case 5 -> labels(value, map.positions(type -> type == TableMap.TYPE_SET));
                case 6 -> labels(value, map.positions(type -> type == TableMap.TYPE_ENUM));
                case 7 -> {
                    for (int position : map.positions(type -> type == TableMap.TYPE_GEOMETRY)) {
                        geometries.put(position, (int) value.packed());
                    }
                }
                case 8 -> {
                    while (value.hasRemaining()) {
                        key.add(new KeyPart((int) value.packed(), OptionalInt.empty()));
                    }
                }
                case 9 -> {
                    while (value.hasRemaining()) {
                        int position = (int) value.packed();
                        int prefix = (int) value.packed();
                        key.add(new KeyPart(position, prefix == 0 ? OptionalInt.empty() : OptionalInt.of(prefix)));
                    }
                }
                case 10 -> defaultCollations(value, map.positions(TableMap::hasLabels));
                case 11 -> collations(value, map.positions(TableMap::hasLabels));
                case 12 -> invisible.addAll(marked(value, map.positions(type -> true), false));
                default -> value.skip(value.remaining());
            }
        }

        /** The first column has the highest bit. */
        private static List<Integer> marked(EventBytes value, List<Integer> positions, boolean mark) {
            byte[] bits = value.readRest();
            List<Integer> marked = new ArrayList<>();
            for (int i = 0; i < positions.size(); i++) {
                if (((bits[i / 8] & 0x80 >> i % 8) != 0) == mark) {
                    marked.add(positions.get(i));
                }
            }
            return marked;
        }

        private void defaultCollations(EventBytes value, List<Integer> positions) {
            int most = (int) value.packed();
            positions.forEach(position -> collations.put(position, most));
            while (value.hasRemaining()) {
                int index = (int) value.packed();
                collations.put(positions.get(index), (int) value.packed());
            }
        }

        private void collations(EventBytes value, List<Integer> positions) {
            for (int position : positions) {
                collations.put(position, (int) value.packed());
            }
        }

        private void labels(EventBytes value, List<Integer> positions) {
            for (int position : positions) {
                List<byte[]> members = new ArrayList<>();
                for (long left = value.packed(); left > 0; left--) {
                    members.add(value.read((int) value.packed()));
                }
                labels.put(position, Collections.unmodifiableList(members));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Key values in the form in which Debezium stores them in offsets: an {@code Object[]} that Java serialised, in hex.
 * Whoever may write offsets could put any class there, so only plain values are read.
 */
final class StoredKey {
    private static final ObjectInputFilter PLAIN_VALUES = ObjectInputFilter.Config.createFilter(
            "maxdepth=5;maxarray=65536;maxrefs=10000;maxbytes=1048576;java.lang.Object;java.lang.String;"
                    + "java.lang.Number;java.lang.Byte;java.lang.Short;java.lang.Integer;java.lang.Long;"
                    + "java.lang.Float;java.lang.Double;java.lang.Boolean;java.math.BigInteger;java.math.BigDecimal;"
                    + "java.time.*;java.util.Date;java.sql.Date;java.sql.Time;java.sql.Timestamp;!*");

    private StoredKey() {}

    /** Returns the stored form, also of no key at all. */
    static String encode(Optional<Object[]> key) {
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(key.orElse(null));
            out.flush();
            return HexFormat.of().formatHex(bytes.toByteArray());
        } catch (IOException impossible) {
            throw new IllegalStateException("A key cannot be serialised", impossible);
        }
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException naming the offset's key, when it holds anything but plain values
     */
    static Optional<Object[]> decode(String offsetKey, String stored) {
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(HexFormat.of().parseHex(stored)))) {
            in.setObjectInputFilter(PLAIN_VALUES);
            return Optional.ofNullable((Object[]) in.readObject());
        } catch (IOException | ClassNotFoundException | ClassCastException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "Offset '" + offsetKey + "' is no key of an incremental snapshot: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Returns the values as notifications tell them. */
    static String text(Object[] key) {
        return Arrays.stream(key).map(StoredKey::text).collect(Collectors.joining(","));
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value == null ? "<null>" : "" + value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** What an option does to a column's field, after its conversion. */
public sealed interface ColumnRewrite {
    /** Adds to the field's schema what readers are told of it. */
    void describe(Column column, SchemaBuilder field);

    /** Returns what becomes of the field's value. */
    @Nullable
    Object of(Column column, @Nullable Object said);

    /** Tells whether values are to be hidden, so that nothing else may repeat them. */
    default boolean hides() {
        return true;
    }

    /** Tells whether it does anything to values of the column. */
    default boolean reaches(Column column) {
        return true;
    }

    /** {@code column.truncate.to.N.chars}: texts and bytes lose what is beyond the length. */
    record Truncate(int length) implements ColumnRewrite {
        static final String PARAMETER = "truncateLength";

        private boolean mayCut(Column column) {
            int declared = DebeziumColumn.length(column).orElse(-1);
            return declared < 0 || declared > length;
        }

        @Override
        public void describe(Column column, SchemaBuilder field) {
            if (mayCut(column)) {
                field.parameter(PARAMETER, Integer.toString(length));
            }
        }

        @Override
        public @Nullable Object of(Column column, @Nullable Object said) {
            return mayCut(column) ? cut(said, length) : said;
        }

        static @Nullable Object cut(@Nullable Object said, int length) {
            if (said instanceof String text && text.length() > length) {
                return text.substring(0, length);
            }
            if (said instanceof ByteBuffer bytes && bytes.limit() > length) {
                byte[] kept = new byte[length];
                bytes.duplicate().get(kept);
                return ByteBuffer.wrap(kept);
            }
            return said;
        }
    }

    /** {@code column.mask.with.N.chars}: texts, NULL too, become this text. */
    record Mask(String text) implements ColumnRewrite {
        static final String PARAMETER = "masked";

        @Override
        public void describe(Column column, SchemaBuilder field) {
            field.parameter(PARAMETER, "true");
        }

        @Override
        public @Nullable Object of(Column column, @Nullable Object said) {
            return reaches(column) ? text : said;
        }

        @Override
        public boolean reaches(Column column) {
            return DebeziumColumn.isText(column);
        }
    }

    /**
     * {@code column.mask.hash.A.with.salt.S}: texts become the digest of salt and text, cut to the column's length.
     *
     * @param serialized whether the text is hashed in Java's serialized form, as the first version of the option does
     */
    record Hash(String algorithm, String salt, boolean serialized) implements ColumnRewrite {
        @Override
        public void describe(Column column, SchemaBuilder field) {
            field.parameter(Mask.PARAMETER, "true");
        }

        @Override
        public @Nullable Object of(Column column, @Nullable Object said) {
            if (!reaches(column)) {
                return said;
            }
            if (!(said instanceof Serializable text)) {
                return null;
            }
            String digest = digest(text);
            int length = DebeziumColumn.length(column).orElse(0);
            return length > 0 ? Truncate.cut(digest, length) : digest;
        }

        @Override
        public boolean reaches(Column column) {
            return DebeziumColumn.isText(column);
        }

        private String digest(Serializable text) {
            try {
                MessageDigest digest = MessageDigest.getInstance(algorithm);
                digest.update(salt.getBytes(StandardCharsets.UTF_8));
                byte[] bytes = serialized ? serialized(text) : text.toString().getBytes(StandardCharsets.UTF_8);
                return HexFormat.of().formatHex(digest.digest(bytes));
            } catch (NoSuchAlgorithmException unknown) {
                throw new IllegalArgumentException("Unknown hash algorithm '" + algorithm + "'", unknown);
            }
        }

        private static byte[] serialized(Serializable text) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(text);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return bytes.toByteArray();
        }
    }

    /**
     * {@code column.propagate.source.type}: the field tells its column's type.
     *
     * @param comments whether it tells the column's comment too
     */
    record SourceType(boolean comments) implements ColumnRewrite {
        @Override
        public void describe(Column column, SchemaBuilder field) {
            field.parameter(SemanticTypes.SOURCE_TYPE, DebeziumColumn.typeName(column));
            DebeziumColumn.length(column)
                    .ifPresent(length -> field.parameter(SemanticTypes.SOURCE_LENGTH, Integer.toString(length)));
            DebeziumColumn.scaleOrNone(column)
                    .ifPresent(scale -> field.parameter(SemanticTypes.SOURCE_SCALE, Integer.toString(scale)));
            column.comment()
                    .filter(text -> comments && !text.isEmpty())
                    .ifPresent(text -> field.parameter(SemanticTypes.SOURCE_COMMENT, text));
            field.parameter(SemanticTypes.SOURCE_COLUMN, column.name());
        }

        @Override
        public @Nullable Object of(Column column, @Nullable Object said) {
            return said;
        }

        @Override
        public boolean hides() {
            return false;
        }
    }
}

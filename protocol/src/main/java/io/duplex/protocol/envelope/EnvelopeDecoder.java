// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.header.ExactValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Reads row records, Duplex's and Debezium's in any mode. Not thread-safe: it keeps what it found out about the last
 * schemas.
 */
public final class EnvelopeDecoder {
    private static final String SUFFIX = ".Envelope";
    private static final int REMEMBERED_SCHEMAS = 1000;

    private final Map<SchemaIdentity, RowDecoder> rows = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SchemaIdentity, RowDecoder> eldest) {
            return size() > REMEMBERED_SCHEMAS;
        }
    };

    private SourceInfoDecoder sources = new SourceInfoDecoder(SourceInfo.SCHEMA);

    /** A schema by identity: comparing the contents of schemas costs more than reading a row. */
    private record SchemaIdentity(Schema schema) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SchemaIdentity that && schema == that.schema;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema);
        }
    }

    /** Tells whether records with this value schema are row changes. */
    public static boolean isEnvelope(@Nullable Schema valueSchema) {
        return valueSchema != null
                && valueSchema.name() != null
                && valueSchema.name().endsWith(SUFFIX)
                && valueSchema.field("op") != null
                && valueSchema.field("source") != null;
    }

    /**
     * Reads a record.
     *
     * @param exact value of its header {@code duplex.exact}, if it has one
     * @throws IllegalArgumentException when the record is no row change
     */
    public DecodedChange decode(Struct value, Optional<String> exact) {
        ExactValues exactValues = exact.map(ExactValues::decode).orElse(ExactValues.NONE);
        Schema schema = value.schema();
        return new DecodedChange(
                Operation.ofCode(value.getString("op")),
                source(value.getStruct("source")),
                schema.field("transaction") == null
                        ? Optional.empty()
                        : TransactionBlock.decode(value.getStruct("transaction")),
                image(value, "before", exactValues.before()),
                image(value, "after", exactValues.after()));
    }

    private SourceInfo source(Struct block) {
        if (!sources.isFor(block.schema())) {
            sources = new SourceInfoDecoder(block.schema());
        }
        return sources.decode(block);
    }

    private Optional<DecodedImage> image(Struct value, String field, Map<String, @Nullable Object> exact) {
        if (value.schema().field(field) == null) {
            return Optional.empty();
        }
        Object image = value.getWithoutDefault(field);
        if (image instanceof Map<?, ?> fields) {
            return Optional.of(DecodedImage.untyped(fields, exact));
        }
        return Optional.ofNullable((Struct) image)
                .map(row -> decoder(row.schema()).decode(row, exact));
    }

    /** Reads a key, or a row that is not within an envelope. */
    public DecodedImage decodeImage(Struct row) {
        return decoder(row.schema()).decode(row, Map.of());
    }

    private RowDecoder decoder(Schema schema) {
        return rows.computeIfAbsent(new SchemaIdentity(schema), identity -> new RowDecoder(identity.schema()));
    }
}

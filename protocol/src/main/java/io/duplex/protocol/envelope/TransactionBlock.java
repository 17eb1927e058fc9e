// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The {@code transaction} block of a row record: its place in its transaction.
 *
 * @param id the GTID
 * @param totalOrder number of the row in the transaction, from 1
 * @param dataCollectionOrder number of the row among those of its table, from 1
 */
public record TransactionBlock(String id, long totalOrder, long dataCollectionOrder) {
    /** The block's schema, {@code event.block}. */
    public static final Schema SCHEMA = SchemaBuilder.struct()
            .optional()
            .name("event.block")
            .version(1)
            .field("id", Schema.STRING_SCHEMA)
            .field("total_order", Schema.INT64_SCHEMA)
            .field("data_collection_order", Schema.INT64_SCHEMA)
            .build();

    private static final Field ID = SCHEMA.field("id");
    private static final Field TOTAL_ORDER = SCHEMA.field("total_order");
    private static final Field DATA_COLLECTION_ORDER = SCHEMA.field("data_collection_order");

    /** Returns the block. */
    public Struct encode() {
        return new UncheckedStruct(SCHEMA)
                .put(ID, id)
                .put(TOTAL_ORDER, totalOrder)
                .put(DATA_COLLECTION_ORDER, dataCollectionOrder);
    }

    /** Reads a block, which is null when the source emits no transaction metadata. */
    public static Optional<TransactionBlock> decode(@Nullable Struct block) {
        return Optional.ofNullable(block)
                .map(b -> new TransactionBlock(
                        b.getString("id"), b.getInt64("total_order"), b.getInt64("data_collection_order")));
    }
}

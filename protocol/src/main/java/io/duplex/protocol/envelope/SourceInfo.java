// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.TableId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The {@code source} block: where a change comes from.
 *
 * @param version of the connector
 * @param name the connector's {@code topic.prefix}
 * @param timestampMicros when the server committed it, microseconds since 1970
 * @param snapshot whether a snapshot read it
 * @param database empty text when the event belongs to none
 * @param table empty for events that belong to no table
 * @param serverId {@code server_id} of the server that logged it, 0 in a snapshot
 * @param gtid of this transaction
 * @param file binlog file
 * @param pos offset of the event in the file
 * @param row number of the row within its event
 * @param thread connection that made the change, when known
 * @param query the statement, when {@code include.query} asks for it
 */
public record SourceInfo(
        String version,
        String name,
        long timestampMicros,
        Snapshot snapshot,
        String database,
        Optional<String> table,
        long serverId,
        Optional<String> gtid,
        String file,
        long pos,
        int row,
        OptionalLong thread,
        Optional<String> query) {

    /** Place of a record in a snapshot. */
    public enum Snapshot {
        TRUE,
        FIRST,
        FIRST_IN_DATA_COLLECTION,
        LAST_IN_DATA_COLLECTION,
        LAST,
        FALSE,
        INCREMENTAL;

        private final String value = name().toLowerCase(Locale.ROOT);

        /** Returns the text in the block. */
        public String value() {
            return value;
        }

        static Snapshot parse(@Nullable String text) {
            return text == null ? FALSE : valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** The block's schema, {@code io.debezium.connector.mysql.Source}. */
    public static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.Source")
            .version(1)
            .field("version", Schema.STRING_SCHEMA)
            .field("connector", Schema.STRING_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("snapshot", snapshotSchema())
            .field("db", Schema.STRING_SCHEMA)
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .field("table", Schema.OPTIONAL_STRING_SCHEMA)
            .field("server_id", Schema.INT64_SCHEMA)
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .field("file", Schema.STRING_SCHEMA)
            .field("pos", Schema.INT64_SCHEMA)
            .field("row", Schema.INT32_SCHEMA)
            .field("thread", Schema.OPTIONAL_INT64_SCHEMA)
            .field("query", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    private static final String CONNECTOR = "mysql";
    private static final long NANOS_PER_MICRO = 1000;
    static final long MICROS_PER_MILLI = 1000;

    private static Schema snapshotSchema() {
        String allowed = Arrays.stream(Snapshot.values()).map(Snapshot::value).collect(Collectors.joining(","));
        return SchemaBuilder.string()
                .name(SemanticTypes.ENUM)
                .version(1)
                .parameter(SemanticTypes.ALLOWED, allowed)
                .defaultValue(Snapshot.FALSE.value())
                .optional()
                .build();
    }

    /** Returns the table; its name is empty text when there is none. */
    public TableId tableId() {
        return new TableId(database, table.orElse(""));
    }

    /** Tells whether this is the table, at less cost than to compare it with {@link #tableId}. */
    public boolean isOf(TableId id) {
        return table.isPresent() && table.get().equals(id.table()) && database.equals(id.database());
    }

    /** Returns this block for another row of the same event. */
    public SourceInfo withRow(TableId newTable, int newRow) {
        return new SourceInfo(
                version,
                name,
                timestampMicros,
                snapshot,
                newTable.database(),
                Optional.of(newTable.table()),
                serverId,
                gtid,
                file,
                pos,
                newRow,
                thread,
                query);
    }

    /** Returns this block with another place in the snapshot. */
    public SourceInfo withSnapshot(Snapshot newSnapshot) {
        return new SourceInfo(
                version,
                name,
                timestampMicros,
                newSnapshot,
                database,
                table,
                serverId,
                gtid,
                file,
                pos,
                row,
                thread,
                query);
    }

    /** Returns this block with the statement that made the change. */
    public SourceInfo withQuery(Optional<String> newQuery) {
        return new SourceInfo(
                version,
                name,
                timestampMicros,
                snapshot,
                database,
                table,
                serverId,
                gtid,
                file,
                pos,
                row,
                thread,
                newQuery);
    }

    /** Returns the block. */
    public Struct encode() {
        return block();
    }

    static Struct withRow(UncheckedStruct block, int row) {
        return block.put(Fields.ROW, row);
    }

    UncheckedStruct block() {
        UncheckedStruct struct = new UncheckedStruct(SCHEMA)
                .put(Fields.VERSION, version)
                .put(Fields.CONNECTOR, CONNECTOR)
                .put(Fields.NAME, name)
                .put(Fields.MILLIS, Math.floorDiv(timestampMicros, MICROS_PER_MILLI))
                .put(Fields.DATABASE, database)
                .put(Fields.MICROS, timestampMicros)
                .put(Fields.NANOS, timestampMicros * NANOS_PER_MICRO)
                .put(Fields.TABLE, table.orElse(null))
                .put(Fields.SERVER_ID, serverId)
                .put(Fields.GTID, gtid.orElse(null))
                .put(Fields.FILE, file)
                .put(Fields.POS, pos)
                .put(Fields.ROW, row)
                .put(Fields.QUERY, query.orElse(null));
        if (snapshot != Snapshot.FALSE) { // as Debezium: the schema's default says it
            struct.put(Fields.SNAPSHOT, snapshot.value());
        }
        if (thread.isPresent()) {
            struct.put(Fields.THREAD, thread.getAsLong());
        }
        return struct;
    }

    /** Fields of the block, looked up once: a block is made for each row. */
    private static final class Fields {
        static final Field VERSION = SCHEMA.field("version");
        static final Field CONNECTOR = SCHEMA.field("connector");
        static final Field NAME = SCHEMA.field("name");
        static final Field MILLIS = SCHEMA.field("ts_ms");
        static final Field SNAPSHOT = SCHEMA.field("snapshot");
        static final Field DATABASE = SCHEMA.field("db");
        static final Field MICROS = SCHEMA.field("ts_us");
        static final Field NANOS = SCHEMA.field("ts_ns");
        static final Field TABLE = SCHEMA.field("table");
        static final Field SERVER_ID = SCHEMA.field("server_id");
        static final Field GTID = SCHEMA.field("gtid");
        static final Field FILE = SCHEMA.field("file");
        static final Field POS = SCHEMA.field("pos");
        static final Field ROW = SCHEMA.field("row");
        static final Field THREAD = SCHEMA.field("thread");
        static final Field QUERY = SCHEMA.field("query");

        private Fields() {}
    }

    /** Reads a block; fields that an older Debezium did not write are empty or 0. */
    public static SourceInfo decode(Struct source) {
        return new SourceInfoDecoder(source.schema()).decode(source);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A schema change record: one DDL statement and what the tables look like after it.
 *
 * @param source where the statement was logged
 * @param timestamp when the connector made the record
 * @param databaseName database of the statement; empty when it is about none, as CREATE USER
 * @param ddl the statement's full text
 * @param tableChanges what it did to captured tables
 */
public record SchemaChange(
        SourceInfo source,
        Instant timestamp,
        Optional<String> databaseName,
        Optional<String> ddl,
        List<TableChange> tableChanges) {

    /** What happened to a table. */
    public enum Kind {
        CREATE,
        ALTER,
        DROP
    }

    /**
     * What a statement did to one table.
     *
     * @param kind what happened
     * @param id of the table
     * @param table what it looks like now, empty when it is gone
     */
    public record TableChange(Kind kind, TableId id, Optional<TableSchema> table) {}

    /**
     * What a reader takes from a record: the statement, not Debezium's table model, which lacks keys and collations.
     *
     * @param source where the statement was logged
     * @param databaseName database of the statement
     * @param ddl the statement's full text
     */
    public record Decoded(SourceInfo source, Optional<String> databaseName, Optional<String> ddl) {}

    /** Schema of the key. */
    public static final Schema KEY_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.SchemaChangeKey")
            .version(1)
            .field("databaseName", Schema.STRING_SCHEMA)
            .build();

    /** Schema of the value. */
    public static final Schema VALUE_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.SchemaChangeValue")
            .version(1)
            .field("source", SourceInfo.SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("databaseName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("schemaName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ddl", Schema.OPTIONAL_STRING_SCHEMA)
            .field(
                    "tableChanges",
                    SchemaBuilder.array(TableStructs.CHANGE_SCHEMA).build())
            .build();

    public SchemaChange {
        tableChanges = List.copyOf(tableChanges);
    }

    /** Tells whether records with this value schema are schema changes. */
    public static boolean isSchemaChange(@Nullable Schema valueSchema) {
        return valueSchema != null && VALUE_SCHEMA.name().equals(valueSchema.name());
    }

    /** Returns the record's key. */
    public Struct key() {
        return new Struct(KEY_SCHEMA).put("databaseName", databaseName.orElse(""));
    }

    /**
     * Returns the record's value.
     *
     * @param comments whether {@code include.schema.comments} is on
     */
    public Struct value(boolean comments) {
        Struct value = new Struct(VALUE_SCHEMA)
                .put("source", source.encode())
                .put("ts_ms", timestamp.toEpochMilli())
                .put(
                        "tableChanges",
                        tableChanges.stream()
                                .map(change -> TableStructs.change(change, comments))
                                .toList());
        databaseName.ifPresent(name -> value.put("databaseName", name));
        ddl.ifPresent(text -> value.put("ddl", text));
        return value;
    }

    /** Returns the record's value without comments, Debezium's default. */
    public Struct value() {
        return value(false);
    }

    /**
     * Reads Debezium's model of the tables out of a record's value: enough to know how their rows are written.
     *
     * @throws IllegalArgumentException when a column's type is not known
     */
    public static List<TableChange> tables(Struct value) {
        List<Struct> changes = value.getArray("tableChanges");
        return changes == null
                ? List.of()
                : changes.stream().map(ToldTables::change).toList();
    }

    /** Reads a record's value. */
    public static Decoded decode(Struct value) {
        return new Decoded(
                SourceInfo.decode(value.getStruct("source")),
                Optional.ofNullable(value.getString("databaseName")),
                Optional.ofNullable(value.getString("ddl")));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads {@code source} blocks of one schema, any of whose fields may be missing; they are looked for once. */
final class SourceInfoDecoder {
    private final Schema schema;
    private final Getter version;
    private final Getter name;
    private final Getter micros;
    private final Getter millis;
    private final Getter snapshot;
    private final Getter database;
    private final Getter table;
    private final Getter serverId;
    private final Getter gtid;
    private final Getter file;
    private final Getter pos;
    private final Getter row;
    private final Getter thread;
    private final Getter query;

    SourceInfoDecoder(Schema schema) {
        this.schema = schema;
        this.version = getter("version");
        this.name = getter("name");
        this.micros = getter("ts_us");
        this.millis = getter("ts_ms");
        this.snapshot = getter("snapshot");
        this.database = getter("db");
        this.table = getter("table");
        this.serverId = getter("server_id");
        this.gtid = getter("gtid");
        this.file = getter("file");
        this.pos = getter("pos");
        this.row = getter("row");
        this.thread = getter("thread");
        this.query = getter("query");
    }

    /** Tells whether it reads blocks of this very schema. */
    boolean isFor(@Nullable Schema other) {
        return schema == other;
    }

    /** Reads a block; what is missing is empty or 0. */
    SourceInfo decode(Struct source) {
        return new SourceInfo(
                text(version, source),
                text(name, source),
                micros.value(source) == null
                        ? number(millis, source) * SourceInfo.MICROS_PER_MILLI
                        : number(micros, source),
                SourceInfo.Snapshot.parse(optionalText(snapshot, source).orElse(null)),
                text(database, source),
                optionalText(table, source),
                number(serverId, source),
                optionalText(gtid, source),
                text(file, source),
                number(pos, source),
                (int) number(row, source),
                thread.value(source) == null ? OptionalLong.empty() : OptionalLong.of(number(thread, source)),
                optionalText(query, source));
    }

    private static Optional<String> optionalText(Getter getter, Struct source) {
        Object value = getter.value(source);
        return value == null ? Optional.empty() : Optional.of(value.toString());
    }

    private static String text(Getter getter, Struct source) {
        Object value = getter.value(source);
        return value == null ? "" : value.toString();
    }

    private static long number(Getter getter, Struct source) {
        Object value = getter.value(source);
        return value == null ? 0 : ((Number) value).longValue();
    }

    private Getter getter(String name) {
        Field field = schema.field(name);
        if (field == null) {
            return source -> null;
        }
        // The field's default is no value; without one, access by position is faster.
        return field.schema().defaultValue() == null
                ? source -> source.get(field)
                : source -> source.getWithoutDefault(name);
    }

    /** Reads one field. */
    @FunctionalInterface
    private interface Getter {
        @Nullable
        Object value(Struct source);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as a flat map from path to text, so that two can be compared path by path.
 *
 * <p>Masked: {@code source.version}; times of the wall clock and the id of the run, of
 * which only presence is compared; the place in the binlog of rows of snapshots by signal; our own headers.
 */
final class RecordText {
    private static final Set<String> TIMES = Set.of("ts_ms", "ts_us", "ts_ns");
    private static final Set<String> PLACE = Set.of("file", "pos", "row", "gtid", "thread");
    private static final String MASKED = "(masked)";

    private final Map<String, String> paths = new LinkedHashMap<>();

    private RecordText() {}

    static Map<String, String> of(SourceRecord record) {
        RecordText text = new RecordText();
        text.put("topic", record.topic());
        text.put("partition", record.kafkaPartition());
        text.put("timestamp", record.timestamp());
        text.put("source partition", record.sourcePartition());
        text.schema("key schema", record.keySchema());
        text.value("key", record.key());
        text.schema("value schema", record.valueSchema());
        text.value("value", record.value());
        for (Header header : record.headers()) {
            if (!header.key().startsWith("duplex.")) {
                text.schema("header " + header.key() + " schema", header.schema());
                text.value("header " + header.key(), header.value());
            }
        }
        text.mask(record);
        return text.paths;
    }

    /** Returns what a record is about, in one line: enough to find its counterpart. */
    static String summary(SourceRecord record) {
        String start = record.topic() + " | " + (record.key() == null ? "" : plain(record.key())) + " | ";
        if (!(record.value() instanceof Struct value)) {
            return start + "tombstone";
        }
        Schema schema = value.schema();
        StringBuilder text = new StringBuilder(start);
        for (String name : List.of("op", "status", "event_count", "ddl", "before", "after")) {
            if (schema.field(name) != null && value.getWithoutDefault(name) != null) {
                text.append(name)
                        .append('=')
                        .append(plain(value.getWithoutDefault(name)))
                        .append(' ');
            }
        }
        return text.toString();
    }

    private void mask(SourceRecord record) {
        paths.computeIfPresent("value.source.version", (path, text) -> MASKED);
        paths.computeIfPresent("header __debezium.context.runId", (path, text) -> MASKED);
        boolean marker = record.valueSchema() != null
                && String.valueOf(record.valueSchema().name()).contains("TransactionMetadataValue");
        if (!marker) {
            TIMES.forEach(time -> paths.computeIfPresent("value." + time, (path, text) -> MASKED));
        }
        String snapshot = paths.getOrDefault("value.source.snapshot", "null");
        if (snapshot.equals("incremental") || Watermarks.isRowOfBlocking(record)) {
            // It depends on when a window ended, or where the binlog began to wait.
            PLACE.forEach(place -> paths.computeIfPresent("value.source." + place, (path, text) -> MASKED));
        }
        if (!"null".equals(snapshot)) {
            TIMES.forEach(time -> paths.computeIfPresent("value.source." + time, (path, text) -> MASKED));
        }
    }

    private void put(String path, @Nullable Object value) {
        paths.put(path, plain(value));
    }

    private void schema(String path, @Nullable Schema schema) {
        if (schema == null) {
            put(path, null);
            return;
        }
        String parameters = schema.parameters() == null ? "" : " parameters=" + new TreeMap<>(schema.parameters());
        put(
                path,
                schema.type() + (schema.isOptional() ? " optional" : "") + " name=" + schema.name() + " version="
                        + schema.version() + " default=" + plain(schema.defaultValue()) + parameters + " doc="
                        + schema.doc());
        switch (schema.type()) {
            case STRUCT -> {
                put(path + " fields", schema.fields().stream().map(Field::name).toList());
                schema.fields().forEach(field -> schema(path + "." + field.name(), field.schema()));
            }
            case ARRAY -> schema(path + "[]", schema.valueSchema());
            case MAP -> {
                schema(path + "{key}", schema.keySchema());
                schema(path + "{value}", schema.valueSchema());
            }
            default -> {}
        }
    }

    private void value(String path, @Nullable Object value) {
        if (value instanceof Struct struct) {
            struct.schema()
                    .fields()
                    .forEach(field -> value(path + "." + field.name(), struct.getWithoutDefault(field.name())));
        } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Struct) {
            put(path + ".size", list.size());
            for (int i = 0; i < list.size(); i++) {
                value(path + "[" + i + "]", list.get(i));
            }
        } else {
            put(path, value);
        }
    }

    /** Returns the value and its Java class, which converters depend on. */
    static String plain(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return "bytes:" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return "bytes:" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Struct struct) {
            StringBuilder text = new StringBuilder("{");
            for (Field field : struct.schema().fields()) {
                text.append(field.name())
                        .append('=')
                        .append(plain(struct.getWithoutDefault(field.name())))
                        .append(' ');
            }
            return text.append('}').toString();
        }
        if (value instanceof Map<?, ?> map) {
            return map.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(RecordText::plain).toList().toString();
        }
        return value instanceof String || value instanceof Integer || value instanceof Long
                ? value.toString()
                : value.getClass().getSimpleName() + ":" + value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.PlainRecords;
import io.duplex.protocol.envelope.PlainRows;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.jspecify.annotations.Nullable;

/** Real records of the stream layout, written in one format as the source's worker does, and read as sinks do. */
final class FormatRun {
    private static final String TOPIC = "bench.stream";

    private final List<SinkRecord> records;
    private final Converter keys;
    private final Converter values;
    private final SimpleHeaderConverter headers = new SimpleHeaderConverter();
    private final EnvelopeDecoder decoder = new EnvelopeDecoder();
    private final Map<TableId, PlainRows> tables = new HashMap<>();
    private List<Written> written = List.of();

    FormatRun(RecordFormat format, List<SinkRecord> records, String registry) {
        this.records = records;
        this.keys = format.converter(true, registry);
        this.values = format.converter(false, registry);
    }

    /** A record as Kafka has it. */
    private static final class Written {
        private final byte @Nullable [] key;
        private final byte @Nullable [] value;
        private final RecordHeaders headers;

        Written(byte @Nullable [] key, byte @Nullable [] value, RecordHeaders headers) {
            this.key = key;
            this.value = value;
            this.headers = headers;
        }
    }

    /** Writes all records; returns the nanoseconds of CPU time that it took. */
    long write() {
        long begin = cpu();
        List<Written> all = new ArrayList<>(records.size());
        for (SinkRecord each : records) {
            RecordHeaders own = new RecordHeaders();
            for (Header header : each.headers()) {
                own.add(header.key(), headers.fromConnectHeader(TOPIC, header.key(), header.schema(), header.value()));
            }
            all.add(new Written(
                    keys.fromConnectData(TOPIC, each.keySchema(), each.key()),
                    values.fromConnectData(TOPIC, each.valueSchema(), each.value()),
                    own));
        }
        written = all;
        return cpu() - begin;
    }

    /** Reads what was written, up to the values of rows; returns the nanoseconds of CPU time that it took. */
    long read() {
        long begin = cpu();
        int rows = 0;
        for (Written each : written) {
            keys.toConnectData(TOPIC, each.key);
            for (org.apache.kafka.common.header.Header header : each.headers) {
                headers.toConnectHeader(TOPIC, header.key(), header.value());
            }
            Object value = values.toConnectData(TOPIC, each.value).value();
            Struct struct = value instanceof Map<?, ?> map
                    ? PlainRecords.value(map).orElseThrow()
                    : (Struct) java.util.Objects.requireNonNull(value);
            if (EnvelopeDecoder.isEnvelope(struct.schema())) {
                rows += typed(decoder.decode(struct, Optional.empty())).after().isPresent() ? 1 : 0;
            }
        }
        if (rows == 0) {
            throw new IllegalStateException("No rows were read");
        }
        return cpu() - begin;
    }

    private DecodedChange typed(DecodedChange change) {
        return change.isUntyped()
                ? tables.computeIfAbsent(
                                change.table(), table -> new PlainRows(table(table), EnvelopeOptions.of("bench")))
                        .typed(change)
                : change;
    }

    private static TableSchema table(TableId table) {
        return new TableSchema(
                table,
                List.of(
                        Column.builder("id", ColumnType.INT).nullable(false).build(),
                        Column.builder("k", ColumnType.INT).nullable(false).build(),
                        text("c", 120),
                        text("pad", 60)),
                List.of("id"),
                List.of(),
                TableSchema.TableOptions.NONE);
    }

    private static Column text(String name, int length) {
        return Column.builder(name, ColumnType.CHAR)
                .nullable(false)
                .length(length)
                .charset(Optional.of("latin1"))
                .build();
    }

    /** Returns the bytes of keys, values and headers. */
    long bytes() {
        long bytes = 0;
        for (Written each : written) {
            byte[] key = each.key;
            byte[] value = each.value;
            bytes += (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
            for (org.apache.kafka.common.header.Header header : each.headers) {
                bytes += header.key().length() + header.value().length;
            }
        }
        return bytes;
    }

    /** Returns what was written, for a topic of this name. */
    List<ProducerRecord<byte[], byte[]>> records(String topic) {
        return written.stream()
                .map(each -> new ProducerRecord<>(topic, 0, each.key, each.value, each.headers))
                .toList();
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

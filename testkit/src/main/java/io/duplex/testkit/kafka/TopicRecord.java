// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of a topic as texts; an empty value is a tombstone. */
public record TopicRecord(
        int partition,
        long offset,
        long timestamp,
        Optional<String> key,
        Optional<String> value,
        Map<String, String> headers) {

    static TopicRecord of(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), text(Optional.ofNullable(header.value())).orElse("null"));
        }
        return new TopicRecord(
                record.partition(),
                record.offset(),
                record.timestamp(),
                text(Optional.ofNullable(record.key())),
                text(Optional.ofNullable(record.value())),
                headers);
    }

    private static Optional<String> text(Optional<byte[]> bytes) {
        return bytes.map(present -> new String(present, StandardCharsets.UTF_8));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** What tests of signals share: a signal table, writers, and a consumer that notices stale rows. */
final class SignalledSource {
    static final String NOTICES = "notices";

    private SignalledSource() {}

    /** Options of a source that takes signals from a table, and tells what it does in a topic. */
    static Map<String, String> options(Map<String, String> config) {
        config.put("signal.data.collection", "app.signals");
        config.put("notification.enabled.channels", "sink");
        config.put("notification.sink.topic.name", NOTICES);
        config.put("incremental.snapshot.chunk.size", "100");
        config.put("snapshot.mode", "no_data");
        return config;
    }

    static void signal(MySqlServer server, String type, String data) {
        server.execute("INSERT INTO app.signals VALUES (UUID(), '" + type + "', '" + data.replace("'", "''") + "')");
    }

    /** The last row of a snapshot. */
    static boolean isLast(SourceRecord record) {
        return record.value() instanceof Struct value
                && EnvelopeDecoder.isEnvelope(value.schema())
                && "last".equals(value.getStruct("source").getString("snapshot"));
    }

    static boolean isNotice(SourceRecord record, String type) {
        return isIncremental(record)
                && ((Struct) record.value()).getString("type").equals(type);
    }

    /** Waits until the binlog is read, so that no signal comes too early. */
    static void started(RunningSource source) {
        source.until(
                "the definitions are read",
                record -> record.topic().equals(NOTICES)
                        && !isIncremental(record)
                        && ((Struct) record.value()).getString("type").equals("COMPLETED"));
    }

    private static boolean isIncremental(SourceRecord record) {
        return record.topic().equals(NOTICES)
                && ((Struct) record.value()).getString("aggregate_type").equals("Incremental Snapshot");
    }

    static List<String> notices(List<SourceRecord> records) {
        return records.stream()
                .filter(SignalledSource::isIncremental)
                .map(record -> ((Struct) record.value()).getString("type"))
                .toList();
    }

    static List<SourceRecord> rows(List<SourceRecord> records, String table, String operation) {
        return records.stream()
                .filter(record -> record.topic().equals("a.app." + table))
                .filter(record -> record.value() instanceof Struct value
                        && EnvelopeDecoder.isEnvelope(value.schema())
                        && value.getString("op").equals(operation))
                .toList();
    }

    /** Fails when a snapshot's row is older than a change before it, and returns the last value by key. */
    static Map<String, Long> consumed(List<SourceRecord> records, String table) {
        Map<String, Long> last = new TreeMap<>();
        Map<String, Long> newest = new TreeMap<>();
        for (SourceRecord record : records) {
            if (!record.topic().equals("a.app." + table) || record.value() == null) {
                continue;
            }
            Struct value = (Struct) record.value();
            String key = String.valueOf(record.key());
            Struct row = value.getStruct("after") == null ? value.getStruct("before") : value.getStruct("after");
            long version = row.getInt64("v");
            if (value.getString("op").equals("r")) {
                assertThat(version)
                        .as("row %s of the snapshot", key)
                        .isGreaterThanOrEqualTo(newest.getOrDefault(key, 0L));
            }
            newest.put(key, version);
            if (value.getString("op").equals("d")) {
                newest.put(key, version + 1);
                last.remove(key);
            } else {
                last.put(key, version);
            }
        }
        return last;
    }

    /** Writes into a table with columns {@code id} and {@code v}; each change has a larger {@code v} than all before. */
    static final class Writer implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong transactions = new AtomicLong();
        private final CompletableFuture<Void> running;

        Writer(MySqlServer server, String table, int ids, long seed) {
            System.out.println("writer seed=" + seed);
            Random random = new Random(seed);
            AtomicLong version = new AtomicLong(1_000_000);
            running = CompletableFuture.runAsync(() -> {
                while (!ended.get()) {
                    List<String> statements = new ArrayList<>();
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        statements.add(change(table, 1 + random.nextInt(ids), random.nextInt(10), version));
                    }
                    server.transaction(statements.toArray(String[]::new));
                    transactions.incrementAndGet();
                }
            });
        }

        private static String change(String table, int id, int kind, AtomicLong version) {
            long v = version.addAndGet(2);
            return switch (kind) {
                case 0 -> "DELETE FROM app." + table + " WHERE id=" + id;
                case 1 -> "REPLACE INTO app." + table + " (id, v) VALUES (" + id + ", " + v + ")";
                case 2 -> "INSERT IGNORE INTO app." + table + " (id, v) VALUES (" + (id + 100_000) + ", " + v + ")";
                default -> "UPDATE app." + table + " SET v=" + v + " WHERE id=" + id;
            };
        }

        long committed() {
            return transactions.get();
        }

        @Override
        public void close() {
            ended.set(true);
            running.join();
        }
    }

    /** Fills a table of numbers. */
    static void fill(MySqlServer server, String table, int rows) {
        StringBuilder insert = new StringBuilder("INSERT INTO app." + table + " (id, v) VALUES ");
        for (int id = 1; id <= rows; id++) {
            insert.append(id == 1 ? "" : ",").append('(').append(id).append(",1)");
        }
        server.execute(insert.toString());
    }

    /** The table's own last value by key, in the form of {@link #consumed}. */
    static Map<String, Long> stored(MySqlServer server, String table) {
        Map<String, Long> stored = new TreeMap<>();
        server.rows("SELECT id, v FROM app." + table)
                .forEach(row -> stored.put("Struct{id=" + row.get(0) + "}", Long.valueOf(row.get(1))));
        return stored;
    }
}

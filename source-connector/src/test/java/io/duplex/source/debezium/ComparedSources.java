// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Debezium's connector and ours on one server with one configuration. Nothing may write to the server from the start
 * of the two until both read the binlog, so that their snapshots are equal.
 */
public final class ComparedSources implements AutoCloseable {
    /** A table that both capture, by whose rows they are known to have come so far; not compared. */
    static final String SENTINEL = "aa_sentinel.reached";

    /** Rows inserted here are signals. */
    static final String SIGNALS = "aa_sentinel.signals";

    /** Whatever stands between the names. */
    private static final Pattern SENTINEL_TOPIC = Pattern.compile("aa_sentinel.reached$");

    /** Characters that regular expressions may mean something by. */
    private static final Pattern ODD = Pattern.compile("[^\\w\\s]", Pattern.UNICODE_CHARACTER_CLASS);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(1500);

    private final MySqlServer server;
    private final DrivenSource debezium;
    private final DrivenSource duplex;
    private int sentinels;

    private ComparedSources(MySqlServer server, DrivenSource debezium, DrivenSource duplex) {
        this.server = server;
        this.debezium = debezium;
        this.duplex = duplex;
    }

    /** Makes the table that {@link #settle} writes to; each server of a test needs it once before the start. */
    static void prepare(MySqlServer server) {
        server.execute(
                "DROP DATABASE IF EXISTS aa_sentinel",
                "CREATE DATABASE aa_sentinel",
                "CREATE TABLE " + SENTINEL + " (id INT PRIMARY KEY)",
                "CREATE TABLE " + SIGNALS + " (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32) NOT NULL, "
                        + "data TEXT) DEFAULT CHARSET utf8mb4");
    }

    /** Starts both; their schema histories are files in this directory. */
    public static ComparedSources start(MySqlServer server, Path directory, Map<String, String> options) {
        prepare(server);
        DrivenSource debezium =
                DrivenSource.debezium(config(server, directory, "debezium", 5801, options), Optional.empty());
        try {
            return new ComparedSources(
                    server,
                    debezium,
                    DrivenSource.duplex(config(server, directory, "duplex", 5802, options), Optional.empty()));
        } catch (RuntimeException failed) {
            debezium.close();
            throw failed;
        }
    }

    /** Returns a configuration that both connectors understand, with the schema history in a file of this name. */
    public static Map<String, String> config(
            MySqlServer server, Path directory, String name, int serverId, Map<String, String> options) {
        Map<String, String> config = new HashMap<>();
        config.put("name", "compared");
        config.put("topic.prefix", "a");
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("database.server.id", String.valueOf(serverId));
        config.put("database.ssl.mode", "disabled");
        config.put("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
        config.put(
                "schema.history.internal.file.filename",
                directory.resolve(name + ".history").toString());
        config.put("poll.interval.ms", "50");
        config.put("extended.headers.enabled", "false");
        // Both have MBeans in this JVM, and Debezium waits a minute for a name that is taken.
        config.put("custom.metric.tags", "by=" + name);
        config.putAll(options);
        return config;
    }

    /** Waits until both read the binlog. */
    void awaitStreaming() {
        Eventually.holds("both connectors read the binlog", PATIENCE, () -> {
            debezium.requireRunning();
            duplex.requireRunning();
            return server.number("SELECT COUNT(*) FROM information_schema.processlist "
                            + "WHERE command LIKE 'Binlog Dump%'")
                    == 2;
        });
    }

    /** Waits until both have said everything that was committed. */
    void settle() {
        int id = ++sentinels;
        server.execute("INSERT INTO " + SENTINEL + " VALUES (" + id + ")");
        for (DrivenSource source : List.of(debezium, duplex)) {
            String transaction = source.until("sentinel " + id, record -> isSentinel(record, id)).stream()
                    .filter(record -> isSentinel(record, id))
                    .map(ComparedSources::transaction)
                    .findFirst()
                    .orElse("");
            if (!transaction.isEmpty()) {
                source.until("the end of sentinel " + id, record -> isEndOf(record, transaction));
            }
        }
    }

    /** Returns the id that a row's record has of its transaction, empty when transactions are not told. */
    private static String transaction(SourceRecord row) {
        Struct transaction = ((Struct) row.value()).getStruct("transaction");
        return transaction == null ? "" : transaction.getString("id");
    }

    private static boolean isEndOf(SourceRecord record, String transaction) {
        return record.value() instanceof Struct value
                && value.schema().field("status") != null
                && value.get("status").equals("END")
                && value.get("id").equals(transaction);
    }

    /** Wants these tables copied by a signal, and waits until they are. */
    void copy(Workload.Copied kind, List<String> tables) {
        List<String> patterns = tables.stream()
                .map(table -> ODD.matcher(table).replaceAll("\\\\$0"))
                .toList();
        String data = JSON.valueToTree(Map.of("type", kind.type(), "data-collections", patterns))
                .toString();
        server.execute("INSERT INTO " + SIGNALS + " VALUES ('copy', 'execute-snapshot', '"
                + data.replace("\\", "\\\\").replace("'", "''") + "')");
        awaitQuiet();
        settle();
    }

    /** Waits until neither has said anything for a while: for snapshots without streaming after them. */
    void awaitQuiet() {
        long[] last = {-1, System.nanoTime()};
        Eventually.holds("both connectors are quiet", PATIENCE, () -> {
            debezium.requireRunning();
            duplex.requireRunning();
            long count =
                    (long) debezium.records().size() << 32 | duplex.records().size();
            if (count != last[0]) {
                last[0] = count;
                last[1] = System.nanoTime();
            }
            return debezium.records().size() > 0 && System.nanoTime() - last[1] > QUIET.toNanos();
        });
    }

    /** Compares all records so far; with {@code -Dduplex.equal.dump=<directory>} also writes what they say. */
    Comparison compare() {
        for (DrivenSource source : List.of(debezium, duplex)) {
            source.dump();
        }
        return Comparison.of(withoutOldDefinitions(comparable(debezium)), comparable(duplex));
    }

    /**
     * For a blocking snapshot Debezium tells the definitions again, those of its start with the offset of its start:
     * whoever goes on from there gets everything again.
     */
    private static List<SourceRecord> withoutOldDefinitions(List<SourceRecord> records) {
        int signal = 0;
        while (signal < records.size() && !Watermarks.isBlocking(records.get(signal))) {
            signal++;
        }
        int last = signal;
        return IntStream.range(0, records.size())
                .filter(i -> i < last || !Watermarks.isDefinition(records.get(i)))
                .mapToObj(records::get)
                .toList();
    }

    /**
     * Heartbeats come when it is time for them, between whatever records there are. So do rows of an incremental
     * snapshot, whose window ends when a watermark is read; they are compared with each other, in their order, behind
     * the rest. Each connector writes watermarks of its own, which are left out.
     */
    private static List<SourceRecord> comparable(DrivenSource source) {
        List<SourceRecord> records = new ArrayList<>();
        List<SourceRecord> incremental = new ArrayList<>();
        for (SourceRecord record : source.records()) {
            if (Watermarks.isRowOfIncremental(record)) {
                incremental.add(record);
            } else if (!ofSentinel(record) && !isHeartbeat(record) && !Watermarks.isWatermark(record)) {
                records.add(record);
            }
        }
        records.addAll(incremental);
        return records;
    }

    /**
     * Writes until both have said heartbeats, and compares the last ones. Debezium's come only with events of the
     * binlog, so between whichever of them, and their offsets are not compared.
     */
    Comparison compareHeartbeats() {
        Eventually.holds("both connectors say heartbeats", PATIENCE, () -> {
            settle();
            return lastHeartbeat(debezium).size() == 1 && lastHeartbeat(duplex).size() == 1;
        });
        Comparison compared = Comparison.of(lastHeartbeat(debezium), lastHeartbeat(duplex));
        return new Comparison(compared.compared(), compared.differences(), List.of());
    }

    private static List<SourceRecord> lastHeartbeat(DrivenSource source) {
        List<SourceRecord> heartbeats =
                source.records().stream().filter(ComparedSources::isHeartbeat).toList();
        return heartbeats.subList(Math.max(0, heartbeats.size() - 1), heartbeats.size());
    }

    private static boolean isHeartbeat(SourceRecord record) {
        return record.valueSchema() != null
                && String.valueOf(record.valueSchema().name()).endsWith("Heartbeat");
    }

    private static boolean ofSentinel(SourceRecord record) {
        return SENTINEL_TOPIC.matcher(record.topic()).find();
    }

    private static boolean isSentinel(SourceRecord record, int id) {
        return ofSentinel(record) && String.valueOf(record.key()).equals("Struct{id=" + id + "}");
    }

    @Override
    public void close() {
        debezium.close();
        duplex.close();
    }
}

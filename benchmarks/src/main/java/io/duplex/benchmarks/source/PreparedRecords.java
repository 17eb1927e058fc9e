// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * A source that only hands out bytes which it made before: with the byte array converter, what a worker and its
 * producer reach at most.
 */
public final class PreparedRecords extends SourceConnector {
    static final String RECORDS = "prepared.records";
    static final String BYTES = "prepared.bytes";
    static final String PREFIX = "topic.prefix";

    private static final ConfigDef CONFIG = new ConfigDef()
            .define(RECORDS, ConfigDef.Type.LONG, Importance.HIGH, "how many records")
            .define(BYTES, ConfigDef.Type.INT, Importance.HIGH, "bytes of each value")
            .define(PREFIX, ConfigDef.Type.STRING, Importance.HIGH, "how the topics' names begin");

    private Map<String, String> config = Map.of();

    @Override
    public void start(Map<String, String> props) {
        config = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return Prepared.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(config);
    }

    @Override
    public void stop() {
        // Nothing was opened.
    }

    @Override
    public ConfigDef config() {
        return CONFIG;
    }

    @Override
    public String version() {
        return "1";
    }

    /** Hands out the same records again and again, in batches of the size of the connectors' own. */
    public static final class Prepared extends SourceTask {
        private static final int BATCH = 2048;
        private static final int TOPICS = 4;
        private static final int DIFFERENT = 512;

        private final List<byte[]> values = new ArrayList<>();
        private String prefix = "";
        private long left;
        private long made;

        @Override
        public void start(Map<String, String> props) {
            AbstractConfig parsed = new AbstractConfig(CONFIG, props, false);
            prefix = parsed.getString(PREFIX);
            left = parsed.getLong(RECORDS);
            Random random = new Random(20261121);
            int size = parsed.getInt(BYTES);
            for (int i = 0; i < DIFFERENT; i++) {
                byte[] value = new byte[size];
                for (int at = 0; at < size; at++) {
                    value[at] = (byte) ('a' + random.nextInt(26));
                }
                values.add(value);
            }
        }

        @Override
        public List<SourceRecord> poll() throws InterruptedException {
            if (left == 0) {
                Thread.sleep(100);
                return List.of();
            }
            int count = (int) Math.min(BATCH, left);
            List<SourceRecord> batch = new ArrayList<>(count);
            Map<String, String> partition = Map.of("server", prefix);
            for (int i = 0; i < count; i++, made++) {
                byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(made).array();
                batch.add(new SourceRecord(
                        partition,
                        Collections.singletonMap("made", made),
                        prefix + ".bench.prepared" + made / DIFFERENT % TOPICS,
                        null,
                        Schema.BYTES_SCHEMA,
                        key,
                        Schema.BYTES_SCHEMA,
                        values.get((int) (made % DIFFERENT))));
            }
            left -= count;
            return batch;
        }

        @Override
        public void stop() {
            // Nothing was opened.
        }

        @Override
        public String version() {
            return "1";
        }
    }
}

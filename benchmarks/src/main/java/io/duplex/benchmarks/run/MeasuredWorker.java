// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import java.nio.file.Path;

/** A worker with the JVM that users have, instead of the one of tests, which is to start quickly. */
public final class MeasuredWorker {
    private MeasuredWorker() {}

    /** Begins to describe one worker with these plugins. */
    public static ConnectCluster.Builder builder(KafkaBroker broker, Path plugins, String heap) {
        return ConnectCluster.builder(broker)
                .pluginPath(plugins)
                .heap(heap)
                .jvmOption("-XX:-UseSerialGC")
                .jvmOption("-XX:+UseG1GC")
                .jvmOption("-XX:TieredStopAtLevel=4");
    }
}

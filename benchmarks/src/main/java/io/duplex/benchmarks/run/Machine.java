// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Where it is measured, and how busy that was before. */
record Machine(Map<String, String> facts) {
    static Machine now() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.put("processors", String.valueOf(system.getAvailableProcessors()));
        facts.put("memory GB", String.valueOf(system.getTotalMemorySize() >> 30));
        facts.put("load before", String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
        facts.put("Java", System.getProperty("java.vm.version", "") + " " + system.getArch());
        return new Machine(facts);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters with names, which appear with the first count. */
final class KeyedCounts {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String key) {
        counts.computeIfAbsent(key, unseen -> new LongAdder()).increment();
    }

    Map<String, Long> counts() {
        Map<String, Long> copy = new TreeMap<>();
        counts.forEach((key, count) -> copy.put(key, count.sum()));
        return copy;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Asks a server the same question over and over, and remembers every different answer. */
final class Watch implements AutoCloseable {
    private final Set<Long> seen = new ConcurrentSkipListSet<>();
    private final Thread thread;
    private volatile long last = -1;
    private volatile boolean stopped;

    private Watch(Site site, String query) {
        thread = new Thread(() -> poll(site, query), "watch");
    }

    static Watch start(Site site, String query) {
        Watch watch = new Watch(site, query);
        watch.thread.start();
        return watch;
    }

    private void poll(Site site, String query) {
        while (!stopped) {
            last = site.server().number(query);
            seen.add(last);
            Eventually.pause(Duration.ofMillis(20));
        }
    }

    long last() {
        return last;
    }

    Set<Long> seen() {
        return seen;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

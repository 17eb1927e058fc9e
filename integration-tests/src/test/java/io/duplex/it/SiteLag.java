// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds writers back while what they wrote is far from being everywhere: whoever strikes servers down as often as they come
 * back would else measure how much can be heaped up, on a slow machine without an end.
 */
final class SiteLag implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SiteLag.class);
    private static final long MOST = 600;
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final List<Site> sites;
    private final ExecutorService watch = Executors.newSingleThreadExecutor();
    private volatile boolean tooLong;
    private volatile boolean released;

    private SiteLag(List<Site> sites) {
        this.sites = sites;
    }

    /** Looks every second at how many of each site's transactions all other sites have. */
    static SiteLag watch(List<Site> sites) {
        SiteLag lag = new SiteLag(sites);
        lag.watch.execute(lag::look);
        return lag;
    }

    /** Holds nobody back. */
    static SiteLag unwatched() {
        return new SiteLag(List.of());
    }

    private void look() {
        while (!released) {
            try {
                tooLong = longest() > MOST;
            } catch (RuntimeException down) {
                LOG.debug("A server that is down tells nothing, so it stays as it was", down);
            }
            Eventually.pause(LOOK);
        }
    }

    private long longest() {
        long longest = 0;
        for (Site from : sites) {
            for (Site to : sites) {
                longest = Math.max(longest, count(from, from) - count(to, from));
            }
        }
        return longest;
    }

    private static long count(Site at, Site of) {
        return at.server().number("SELECT COUNT(*) FROM app.journal WHERE site = " + of.id());
    }

    /** Returns when the sites are near enough to each other; at once when nobody is held back any more. */
    void await() {
        while (tooLong && !released) {
            Eventually.pause(STEP);
        }
    }

    /** Holds nobody back any more. */
    void release() {
        released = true;
    }

    @Override
    public void close() {
        release();
        watch.shutdown();
    }
}

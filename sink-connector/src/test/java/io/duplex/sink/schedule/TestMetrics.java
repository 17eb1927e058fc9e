// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.metrics.SinkMetrics;

/** The metrics of tests that look at other things: one for all, as each has a thread. */
public final class TestMetrics {
    public static final SinkMetrics SHARED =
            new SinkMetrics(new SinkMetrics.Task("orders-to-b", "orders-to-b", "nowhere", 0, 0));

    private TestMetrics() {}
}

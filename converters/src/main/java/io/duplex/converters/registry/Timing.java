// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.time.Duration;

/** How long to wait for one answer, and how often and how long to wait between rounds over the URLs. */
record Timing(Duration connectTimeout, Duration readTimeout, int retries, Duration firstWait, Duration maxWait) {

    /** Doubles from round to round up to the maximum. */
    Duration beforeRound(int round) {
        Duration doubled = firstWait.multipliedBy(1L << Math.min(round - 1, 20));
        return doubled.compareTo(maxWait) > 0 ? maxWait : doubled;
    }
}

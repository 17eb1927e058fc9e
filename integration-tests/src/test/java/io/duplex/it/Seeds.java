// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seeds of random workloads, printed so that a failure can be replayed with {@code -Dduplex.seed=...}. */
final class Seeds {
    private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

    private Seeds() {}

    static long next(String what) {
        return next(what, System.nanoTime());
    }

    /** With a seed that is the same in each build, where no other is named. */
    static long next(String what, long otherwise) {
        long seed = Long.getLong("duplex.seed", otherwise);
        LOG.warn("{}: seed {}", what, seed);
        return seed;
    }
}

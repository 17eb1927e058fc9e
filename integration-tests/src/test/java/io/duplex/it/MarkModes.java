// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.Marks;
import java.util.Map;

/** The values of {@code origin.mark.mode}, for tests that choose one. */
enum MarkModes {
    SESSION(Marks.SESSION),
    GTID(Marks.GTID);

    private final Marks mode;

    MarkModes(Marks mode) {
        this.mode = mode;
    }

    /** Lets the sites' users write in this mode. */
    void grant(Site... sites) {
        for (Site site : sites) {
            mode.grant(site.server(), Site.USER);
        }
    }

    /** Options of a sink. */
    Map<String, String> options() {
        return Map.of("origin.mark.mode", mode.value());
    }

    /** Options of a sink that keeps each transaction by itself, as this mode may do anyway. */
    Map<String, String> ungrouped() {
        return this == GTID ? options() : Map.of("origin.mark.mode", mode.value(), "apply.group.max.transactions", "1");
    }
}

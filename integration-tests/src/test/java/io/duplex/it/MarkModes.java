// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.Map;

/** The values of {@code origin.mark.mode}, and what the sink's user needs for them. */
enum MarkModes {
    SESSION,
    GTID;

    /** Lets the sites' users write in this mode. */
    void grant(Site... sites) {
        if (this == GTID) {
            for (Site site : sites) {
                String privilege = site.server().version() == MySqlVersion.V5_7 ? "SUPER" : "REPLICATION_APPLIER";
                site.server().execute("GRANT " + privilege + " ON *.* TO '" + Site.USER + "'@'%'");
            }
        }
    }

    /** Options of a sink. */
    Map<String, String> options() {
        return this == GTID ? Map.of("origin.mark.mode", "gtid") : Map.of();
    }

    /** Options of a sink that keeps each transaction by itself, as this mode may do anyway. */
    Map<String, String> ungrouped() {
        return this == GTID ? options() : Map.of("apply.group.max.transactions", "1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;

/** How many transactions a GTID set holds. */
public final class GtidCount {
    private GtidCount() {}

    /** Transactions that the server has executed, whoever made them. */
    public static long of(MySqlServer server) {
        return of(server.gtidExecuted());
    }

    /** Reads {@code uuid:1-5:7,uuid:tag:1}. */
    static long of(String set) {
        long count = 0;
        for (String ofOneServer : set.split(",", -1)) {
            String[] parts = ofOneServer.strip().split(":", -1);
            for (int index = 1; index < parts.length; index++) {
                if (Character.isDigit(parts[index].strip().charAt(0))) {
                    count += length(parts[index].strip());
                }
            }
        }
        return count;
    }

    private static long length(String interval) {
        String[] ends = interval.split("-", -1);
        long first = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[ends.length - 1]);
        return last - first + 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** A stream of transactions that one site's users would run; the seed alone decides what they are. */
public interface Workload {
    /** What the log line at the start says: kind, site and seed. */
    String describe();

    /** Runs the next transaction or statement to its commit; false when there is none left. */
    boolean next(Connection connection) throws SQLException;
}

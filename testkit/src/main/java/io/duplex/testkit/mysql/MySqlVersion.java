// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import java.util.List;
import java.util.Optional;

/** The MySQL lines that tests run on; 9.7 is optional because its only source is a rolling package. */
public enum MySqlVersion {
    V5_7("5.7"),
    V8_0("8.0"),
    V9_7("9.7");

    private final String line;

    MySqlVersion(String line) {
        this.line = line;
    }

    /** As in "8.0". */
    public String line() {
        return line;
    }

    public boolean available() {
        return unavailableReason().isEmpty();
    }

    /** Why this version cannot be had on this machine; fetches it when that was not tried before. */
    public Optional<String> unavailableReason() {
        return MySqlContainer.usable(this) ? Optional.empty() : MySqlInstallation.failureOf(this);
    }

    /** Runs a client program of this version, such as mysqlbinlog, and tells what it prints. */
    public String tool(String program, List<String> arguments) {
        return MySqlInstallation.of(this).run(program, arguments);
    }

    /** The statement that has a server forget its binlogs and which GTIDs it has executed. */
    public String resetBinaryLogs() {
        return this == V9_7 ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER";
    }

    boolean before(MySqlVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public String toString() {
        return "MySQL " + line;
    }
}

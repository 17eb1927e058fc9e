// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlVersion;

/** Which servers this machine can have. */
final class Versions {
    private Versions() {}

    /** Skips the test, saying why, where this version cannot be had. */
    static void assumeAvailable(MySqlVersion version) {
        assumeTrue(version.available(), () -> "skipped: " + version + ": " + version.unavailableReason());
    }
}

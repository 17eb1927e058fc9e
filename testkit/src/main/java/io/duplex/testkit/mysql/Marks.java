// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import java.util.Locale;

/**
 * {@code origin.mark.mode} of the sinks under test. Those that choose none themselves have the one of
 * {@code -Dduplex.mark.mode=gtid}.
 */
public enum Marks {
    SESSION,
    GTID;

    private static final String PROPERTY = "duplex.mark.mode";

    /** Returns the mode of this run of the tests. */
    public static Marks chosen() {
        return valueOf(System.getProperty(PROPERTY, SESSION.value()).toUpperCase(Locale.ROOT));
    }

    /** Returns the option's value. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Lets a user write in this mode. */
    public void grant(MySqlServer server, String user) {
        if (this == GTID) {
            server.execute("GRANT " + privilege(server.version()) + " ON *.* TO '" + user + "'@'%'");
        }
    }

    /** Has a server forget which GTIDs it has executed, where made-up ones are to be executed again. */
    public void forgetGtids(MySqlServer server) {
        if (this == GTID) {
            server.execute(server.version().resetBinaryLogs());
        }
    }

    /** Returns what setting GTID_NEXT takes there, beside nothing else. */
    public static String privilege(MySqlVersion version) {
        return version == MySqlVersion.V5_7 ? "SUPER" : "REPLICATION_APPLIER";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server leaves out of its binlog.
 *
 * @param only databases of {@code binlog-do-db}, empty for all
 * @param without databases of {@code binlog-ignore-db}
 */
public record BinlogFilter(Set<String> only, Set<String> without) {
    public BinlogFilter {
        only = Set.copyOf(only);
        without = Set.copyOf(without);
    }

    /** Reads {@code Binlog_Do_DB} and {@code Binlog_Ignore_DB} of {@code SHOW BINARY LOG STATUS}. */
    public static BinlogFilter of(String only, String without) {
        return new BinlogFilter(names(only), names(without));
    }

    private static Set<String> names(String list) {
        return Arrays.stream(list.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Says why the marks would not be seen, if one of Duplex's databases is left out. */
    public Optional<String> refusal(MetadataTables tables, String server) {
        String database = tables.database();
        if (!hides(database) && !hides(tables.rowState().database())) {
            return Optional.empty();
        }
        return Optional.of("Server " + server + " does not log database " + database + " (binlog-do-db="
                + String.join(",", only) + ", binlog-ignore-db=" + String.join(",", without)
                + "), by whose changes the source at this site tells what a sink wrote from what users write: it would"
                + " send all back. Remove the filter from the server's configuration, or add binlog-do-db=" + database
                + " and binlog-do-db=" + tables.rowState().database() + " to it, and restart the server.");
    }

    private boolean hides(String database) {
        return !only.isEmpty() ? !only.contains(database) : without.contains(database);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Compares the servers of sites, as one of them knows them. */
public final class SiteRisks {
    private final List<SiteServer> servers;

    /**
     * Knows these servers; one that is named twice counts once.
     *
     * @param own the server that is asked
     * @param others of other sites
     */
    public SiteRisks(SiteServer own, List<SiteServer> others) {
        Map<String, SiteServer> known = new LinkedHashMap<>();
        known.put(own.name(), own);
        for (SiteServer other : others) {
            boolean again = other.site() == 0
                    && others.stream()
                            .anyMatch(one -> one.site() != 0
                                    && one.settings()
                                            .uuid()
                                            .equals(other.settings().uuid()));
            if (!again) {
                known.putIfAbsent(other.name(), other);
            }
        }
        this.servers = List.copyOf(known.values());
    }

    /** Returns what is unsafe, the worst first. */
    public List<SiteRisk> found() {
        List<SiteRisk> found = new ArrayList<>();
        sameServer(found);
        if (found.isEmpty()) {
            autoIncrement(found);
            tableNames(found);
            serverIds(found);
        }
        return found;
    }

    private void sameServer(List<SiteRisk> found) {
        List<SiteServer> alike = meeting(
                (one, other) -> one.settings().uuid().equals(other.settings().uuid()));
        if (!alike.isEmpty()) {
            found.add(new SiteRisk(
                    SiteRisk.Kind.SAME_SERVER,
                    names(alike) + " have the same server_uuid "
                            + alike.get(0).settings().uuid()
                            + ": they are one server, or copies of one that give the same GTIDs to different"
                            + " transactions, which would be lost. Correct the connection; if a data directory was copied,"
                            + " remove auto.cnf from the copy and restart it; if a site has another server by now, delete"
                            + " its row from " + MetadataTables.SITE_SETTINGS + " in metadata.database."));
        }
    }

    private void autoIncrement(List<SiteRisk> found) {
        List<SiteServer> alike = meeting((one, other) -> one.settings().numbersRowsAs(other.settings()));
        if (!alike.isEmpty()) {
            String settings = alike.stream()
                    .map(server -> server + " has auto_increment_increment="
                            + server.settings().increment() + " and auto_increment_offset="
                            + server.settings().offset())
                    .collect(Collectors.joining(", "));
            found.add(new SiteRisk(
                    SiteRisk.Kind.AUTO_INCREMENT,
                    "Rows that users insert at different sites get the same AUTO_INCREMENT numbers: " + settings
                            + ". Set, and write into the servers' configuration files, too: " + remedy()
                            + ". Sessions that are open keep the old values."));
        }
    }

    /** Distinct offsets for all that are known, with the largest increment that is in use if it is large enough. */
    private String remedy() {
        int increment = Math.max(
                servers.size(),
                servers.stream()
                        .mapToInt(server -> server.settings().increment())
                        .max()
                        .orElse(1));
        List<SiteServer> ordered = servers.stream()
                .sorted(Comparator.comparingInt(server -> server.site() == 0 ? Integer.MAX_VALUE : server.site()))
                .toList();
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            statements.add("at " + ordered.get(i) + ": SET GLOBAL auto_increment_increment=" + increment
                    + ", GLOBAL auto_increment_offset=" + (i + 1));
        }
        return String.join("; ", statements);
    }

    private void tableNames(List<SiteRisk> found) {
        Map<Integer, List<SiteServer>> values = servers.stream()
                .collect(Collectors.groupingBy(
                        server -> server.settings().lowerCaseTableNames(), TreeMap::new, Collectors.toList()));
        if (values.size() > 1) {
            String settings = values.entrySet().stream()
                    .map(entry -> entry.getKey() + " at " + names(entry.getValue()))
                    .collect(Collectors.joining(", "));
            found.add(new SiteRisk(
                    SiteRisk.Kind.TABLE_NAMES,
                    "lower_case_table_names is " + settings + ": names that differ in case only are one table here and"
                            + " two there, and a name comes back in lower case. It is set when a server is initialized:"
                            + " initialize a new server with the same value, or use names in lower case only."));
        }
    }

    private void serverIds(List<SiteRisk> found) {
        List<SiteServer> alike =
                meeting((one, other) -> one.settings().id() == other.settings().id());
        if (!alike.isEmpty()) {
            found.add(new SiteRisk(
                    SiteRisk.Kind.SERVER_ID,
                    names(alike) + " have the same server_id "
                            + alike.get(0).settings().id()
                            + ": native replicas of one would drop what came from the other. Give each server its own:"
                            + " SET GLOBAL server_id=<number>, and write it into its configuration file, too."));
        }
    }

    /** Returns the servers, of which each meets another one. */
    private List<SiteServer> meeting(BiPredicate<SiteServer, SiteServer> meet) {
        return servers.stream()
                .filter(one ->
                        servers.stream().anyMatch(other -> !other.name().equals(one.name()) && meet.test(one, other)))
                .toList();
    }

    private static String names(List<SiteServer> servers) {
        return servers.stream().map(SiteServer::toString).collect(Collectors.joining(" and "));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.origin.SitePath;
import java.util.List;
import java.util.Optional;

/**
 * Header {@code duplex.transaction} on BEGIN and on DDL records: which transaction this is, where it comes from and
 * what came before it.
 *
 * @param gtid the transaction's GTID on the server that was read
 * @param site site that was read, 0 when the source has no {@code site.id}
 * @param origin where a user committed it first
 * @param previous GTID of the transaction that was emitted before this one in the same stream, empty at its start; a
 *     reader that has not applied it has missed something
 * @param executed what the server had executed before this transaction, as far as the source has read
 * @param commit what the server itself tells
 * @param path sites that the transaction went through before {@code site}, oldest first
 */
public record TransactionHeader(
        Gtid gtid,
        int site,
        Origin origin,
        Optional<Gtid> previous,
        GtidSet executed,
        CommitInfo commit,
        List<Integer> path) {

    /** Name of the header. */
    public static final String NAME = "duplex.transaction";

    public TransactionHeader {
        path = List.copyOf(path);
    }

    /**
     * From the GTID event, and of the server that wrote it.
     *
     * @param lastCommitted logical clock: the last transaction that must be committed before this one may run
     * @param sequenceNumber logical clock: this transaction's number within its binlog file
     * @param originalCommitMicros microseconds since 1970, 0 where the server does not tell (5.7)
     * @param server what it is set to; told when the source has connected to it
     */
    public record CommitInfo(
            long lastCommitted, long sequenceNumber, long originalCommitMicros, Optional<ServerSettings> server) {
        /** Does not tell what the server is set to. */
        public CommitInfo(long lastCommitted, long sequenceNumber, long originalCommitMicros) {
            this(lastCommitted, sequenceNumber, originalCommitMicros, Optional.empty());
        }

        /** Returns the same with what the server is set to. */
        public CommitInfo telling(Optional<ServerSettings> settings) {
            return settings.isEmpty()
                    ? this
                    : new CommitInfo(lastCommitted, sequenceNumber, originalCommitMicros, settings);
        }
    }

    /** Returns the header's text. */
    public String encode() {
        HeaderText text = HeaderText.create()
                .put("gtid", gtid)
                .put("site", site)
                .put("origin", origin.site())
                .put("origin-gtid", origin.gtid())
                .put("previous", previous)
                .put("executed", executed)
                .put("last-committed", commit.lastCommitted())
                .put("sequence-number", commit.sequenceNumber())
                .put("original-commit", commit.originalCommitMicros())
                .put("path", new SitePath(path));
        commit.server()
                .ifPresent(told -> text.put("server-uuid", told.uuid())
                        .put("server-id", told.id())
                        .put("auto-increment-increment", told.increment())
                        .put("auto-increment-offset", told.offset())
                        .put("lower-case-table-names", told.lowerCaseTableNames()));
        return text.toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static TransactionHeader decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new TransactionHeader(
                Gtid.parse(fields.require("gtid")),
                (int) fields.number("site", 0),
                new Origin((int) fields.number("origin", 0), Gtid.parse(fields.require("origin-gtid"))),
                fields.get("previous").map(Gtid::parse),
                GtidSet.parse(fields.require("executed")),
                new CommitInfo(
                        fields.number("last-committed", 0),
                        fields.number("sequence-number", 0),
                        fields.number("original-commit", 0),
                        fields.get("server-uuid").map(uuid -> server(uuid, fields))),
                SitePath.parse(fields.get("path").orElse("")).sites());
    }

    private static ServerSettings server(String uuid, HeaderText fields) {
        return new ServerSettings(
                uuid,
                fields.number("server-id", 0),
                (int) fields.number("auto-increment-increment", 1),
                (int) fields.number("auto-increment-offset", 1),
                (int) fields.number("lower-case-table-names", 0));
    }

    /** Returns the path of the transaction where a sink applies it. */
    public SitePath pathThere() {
        return new SitePath(path).then(site);
    }
}

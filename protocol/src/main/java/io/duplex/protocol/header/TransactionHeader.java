// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
 * @param commit the server's own ordering and time stamps
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
     * From the GTID event.
     *
     * @param lastCommitted logical clock: the last transaction that must be committed before this one may run
     * @param sequenceNumber logical clock: this transaction's number within its binlog file
     * @param originalCommitMicros microseconds since 1970, 0 where the server does not tell (5.7)
     */
    public record CommitInfo(long lastCommitted, long sequenceNumber, long originalCommitMicros) {}

    /** Returns the header's text. */
    public String encode() {
        return HeaderText.create()
                .put("gtid", gtid)
                .put("site", site)
                .put("origin", origin.site())
                .put("origin-gtid", origin.gtid())
                .put("previous", previous)
                .put("executed", executed)
                .put("last-committed", commit.lastCommitted())
                .put("sequence-number", commit.sequenceNumber())
                .put("original-commit", commit.originalCommitMicros())
                .put("path", path.stream().map(String::valueOf).collect(Collectors.joining("+")))
                .toString();
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
                        fields.number("original-commit", 0)),
                decodePath(fields.get("path").orElse("")));
    }

    private static List<Integer> decodePath(String path) {
        return Arrays.stream(path.split("\\+"))
                .filter(site -> !site.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }
}

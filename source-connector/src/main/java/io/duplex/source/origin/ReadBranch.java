// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.GtidEvent;
import io.duplex.source.binlog.QueryEvent;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.decode.XaCommit;
import io.duplex.source.decode.XaStatement;
import io.duplex.source.server.ServerFacts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the events of a committed XA transaction again, over a connection of its own. Where not even the GTID is known,
 * because the transaction was prepared before the source began, that is searched for first.
 */
final class ReadBranch implements BranchEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBranch.class);

    private final XaCommit commit;
    private final BinlogReader again;
    private final ServerFacts facts;

    private Optional<Gtid> wanted;
    private Optional<Gtid> found = Optional.empty();
    private @Nullable Gtid current;
    private Phase phase;

    private enum Phase {
        SEARCH,
        APPROACH,
        INSIDE,
        DONE
    }

    /** Begins to read, with a reader that is not started. */
    ReadBranch(XaCommit commit, BinlogReader reader) {
        this.commit = commit;
        this.again = reader;
        this.wanted = commit.branch().prepared();
        this.facts = reader.facts();
        this.phase = wanted.map(this::approach).orElseGet(this::search);
    }

    private Phase search() {
        LOG.warn(
                "An XA transaction was prepared before this connector began, searching the binlog for it: xid={} "
                        + "committed={}",
                commit.branch().xid(),
                commit.gtid());
        again.start(facts.purged());
        return Phase.SEARCH;
    }

    private Phase approach(Gtid gtid) {
        again.start(facts.executed().minus(GtidSet.of(gtid)));
        return Phase.APPROACH;
    }

    @Override
    public Optional<RawEvent> next(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (phase != Phase.DONE) {
            Optional<RawEvent> event = again.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            if (event.isEmpty() || passes(event.get())) {
                return event;
            }
        }
        return Optional.of(commit.decision());
    }

    private boolean passes(RawEvent event) {
        return switch (phase) {
            case SEARCH -> {
                search(event);
                yield false;
            }
            case APPROACH -> arrives(event);
            case INSIDE -> {
                phase = event.type() == EventTypes.XA_PREPARE ? Phase.DONE : Phase.INSIDE;
                yield phase == Phase.INSIDE;
            }
            case DONE -> false;
        };
    }

    /** An xid may be used again once its transaction is decided, so the last one before the commit is meant. */
    private void search(RawEvent event) {
        if (isGtid(event)) {
            current = GtidEvent.of(event).gtid();
            if (commit.gtid().equals(current)) {
                wanted = Optional.of(found.orElseThrow(this::missing));
                phase = approach(wanted.get());
            }
        } else if (starts(event)) {
            found = Optional.ofNullable(current);
        }
    }

    private boolean starts(RawEvent event) {
        if (event.type() != EventTypes.QUERY) {
            return false;
        }
        String text = new String(QueryEvent.of(event).statement(), StandardCharsets.UTF_8);
        return XaStatement.of(text)
                .filter(statement -> statement.verb().equals("START")
                        && statement.xid().equals(commit.branch().xid()))
                .isPresent();
    }

    private boolean arrives(RawEvent event) {
        if (isGtid(event)) {
            current = GtidEvent.of(event).gtid();
        } else if (wanted.equals(Optional.ofNullable(current)) && event.type() == EventTypes.QUERY) {
            phase = Phase.INSIDE;
        }
        return phase == Phase.INSIDE || event.type() == EventTypes.ROTATE;
    }

    private static boolean isGtid(RawEvent event) {
        return event.type() == EventTypes.GTID || event.type() == EventTypes.GTID_TAGGED;
    }

    private BinlogFailure missing() {
        return BinlogFailure.stop("The rows of the XA transaction with xid "
                + commit.branch().xid() + ", which GTID "
                + commit.gtid()
                + " commits, are not in the binlogs that the server still has: they were prepared before "
                + facts.purged() + " was purged, or with sql_log_bin=0. Take a new snapshot, or, when the rows are not "
                + "needed, add this GTID to 'gtids' in the connector's offset through Kafka Connect's REST interface");
    }

    @Override
    public void close() {
        again.close();
    }
}

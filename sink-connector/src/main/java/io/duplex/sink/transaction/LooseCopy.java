// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Guesses, by the time without news, what a snapshot in tables' topics does not tell: whether a table's statement is
 * still to come before its rows, and whether more rows come before the transactions that follow.
 */
final class LooseCopy {
    /** How many times as long a statement is waited for while records of other topics come, behind which it may be. */
    private static final int BUSY = 10;

    private final Duration quiet;
    private final boolean statements;
    private final Set<TableId> made = new HashSet<>();
    private Instant lastNews = Instant.MIN;
    /** Since when no statement has come; rows of one table are no reason for the others to wait longer. */
    private Instant lastStatement = Instant.MIN;

    private Instant lastRead = Instant.MIN;

    private boolean copying = true;

    /**
     * Begins with no news.
     *
     * @param statements whether the topic of schema changes is read
     */
    LooseCopy(Duration quiet, boolean statements) {
        this.quiet = quiet;
        this.statements = statements;
    }

    /**
     * A record has come, of any topic.
     *
     * @param first whether it is the first one; it need not be the source's first
     */
    void read(boolean first, Instant now) {
        lastRead = now;
        if (first) {
            lastNews = now;
            lastStatement = now;
        }
    }

    /** Nothing was read until now, so that nothing could come. */
    void postpone(Instant now) {
        if (copying) {
            lastNews = now;
            lastStatement = now;
        }
    }

    /** What was handed out may come again. */
    void restart() {
        made.clear();
        copying = true;
    }

    /** Transactions follow. */
    void over() {
        copying = false;
    }

    /** A part of a snapshot has come. */
    void arrived(Received part, Instant now) {
        copying = true;
        note(part, now);
    }

    void handedOut(Received part, Instant now) {
        note(part, now);
        if (part instanceof Received.LooseRow row) {
            made.add(row.table());
        } else if (part instanceof Received.LooseDdl ddl) {
            ddl.table().ifPresent(made::add);
        }
    }

    private void note(Received part, Instant now) {
        lastNews = now;
        if (part instanceof Received.LooseDdl) {
            lastStatement = now;
        }
    }

    /** Tells whether nothing of a snapshot has come for so long that transactions may follow. */
    boolean isQuiet(Instant now) {
        return !copying || !lastNews.plus(quiet).isAfter(now);
    }

    /**
     * Tells whether the part at the head of one of these may be handed out: a row after its table's statement, or after
     * so long a time without one that it was told before.
     */
    boolean isReady(PartitionQueue queue, Collection<PartitionQueue> waiting, Instant now) {
        if (!statements || !(queue.head() instanceof Received.LooseRow row) || made.contains(row.table())) {
            return true;
        }
        Instant since = since(now);
        if (!queue.isQuiet(since, quiet, now)) {
            return false;
        }
        // All that have waited for as long, so that none waits again when the target takes no more for a while.
        for (PartitionQueue other : waiting) {
            if (other.isQuiet(since, quiet, now) && other.head() instanceof Received.LooseRow first) {
                made.add(first.table());
            }
        }
        return true;
    }

    /** Returns since when a statement could have come and has not. */
    private Instant since(Instant now) {
        boolean busy = lastRead.isAfter(lastStatement)
                && lastStatement.plus(quiet.multipliedBy(BUSY)).isAfter(now);
        return busy ? lastRead : lastStatement;
    }
}

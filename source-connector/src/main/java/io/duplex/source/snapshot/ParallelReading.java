// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables by several sessions at once and hands out their rows in the order of the tables and of their keys.
 *
 * <p>Each thread takes the next part of the current table, finding its last key first, and reads it ahead; a limited
 * number of parts is on the way at any time, so memory does not depend on the tables' size.
 */
final class ParallelReading implements AutoCloseable {
    /** What all parts on the way may hold together, of a heap that may be small. */
    private static final long MOST_BYTES = 48L << 20;

    private static final long MOST_BYTES_OF_PART = 4L << 20;

    private final SnapshotReading reading;
    private final SnapshotListener listener;
    private final Deque<TableWork> tables;
    private final ExecutorService threads;
    private final Semaphore mayRead;
    private final BlockingQueue<TablePart> handedOut = new LinkedBlockingQueue<>();
    private final long partBytes;
    private List<String> reached = List.of();
    private int number;

    /** Begins to read; each session is used by one thread. */
    ParallelReading(
            List<Connection> sessions, List<TableWork> tables, SnapshotReading reading, SnapshotListener listener) {
        this.reading = reading;
        this.listener = listener;
        this.tables = new ArrayDeque<>(tables);
        this.mayRead = new Semaphore(sessions.size() * 2);
        this.partBytes = Math.min(MOST_BYTES_OF_PART, MOST_BYTES / (sessions.size() * 2L));
        this.threads = Executors.newFixedThreadPool(sessions.size(), task -> {
            Thread thread = new Thread(task, "duplex-snapshot");
            thread.setDaemon(true);
            return thread;
        });
        sessions.forEach(session -> threads.execute(() -> read(session)));
    }

    private void read(Connection session) {
        try {
            boolean more = true;
            while (more) {
                mayRead.acquire();
                Optional<TablePart> part = take(session);
                if (part.isPresent()) {
                    part.get().read(session, reading);
                }
                more = part.isPresent();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the next part, which is handed out in the same step, so that the order is that of the keys. */
    private synchronized Optional<TablePart> take(Connection session) {
        TableWork table = tables.peek();
        if (table == null) {
            return Optional.empty();
        }
        KeyRange rest = number == 0 ? table.rest() : KeyRange.after(reached);
        try {
            List<String> upTo =
                    table.parts() ? table.select().keyAfter(session, rest.after(), table.partRows(reading)) : List.of();
            TablePart part =
                    new TablePart(table, new KeyRange(rest.after(), upTo), ++number, upTo.isEmpty(), partBytes);
            handedOut.add(part);
            reached = upTo;
            if (part.last()) {
                tables.remove();
                number = 0;
            }
            return Optional.of(part);
        } catch (SQLException failed) {
            return broken(table, rest, failed);
        } catch (RuntimeException unreadable) {
            return broken(
                    table,
                    rest,
                    new SQLException("A key of table " + table.id() + " cannot be read: " + unreadable, unreadable));
        }
    }

    private Optional<TablePart> broken(TableWork table, KeyRange rest, SQLException cause) {
        TablePart broken = new TablePart(table, rest, number + 1, true, partBytes);
        broken.end(cause);
        handedOut.add(broken);
        tables.clear();
        return Optional.empty();
    }

    /** Returns the rows of the next table. The tables come in their order, each once. */
    TableRows rows(TableWork table) {
        return new Rows(table);
    }

    private final class Rows implements TableRows {
        private final TableWork work;
        private @Nullable TablePart part;
        private Iterator<RowImage> group = List.<RowImage>of().iterator();
        private boolean ended;

        Rows(TableWork work) {
            this.work = work;
        }

        @Override
        public TableSchema table() {
            return work.table();
        }

        @Override
        public Optional<RowImage> next() throws SQLException {
            while (!group.hasNext()) {
                if (ended) {
                    return Optional.empty();
                }
                advance();
            }
            return Optional.of(group.next());
        }

        private void advance() throws SQLException {
            TablePart current = part;
            if (current == null) {
                current = await();
                part = current;
                listener.chunkStarted(work.id(), chunk(current));
            }
            List<RowImage> rows = current.take();
            if (rows.isEmpty()) {
                listener.chunkCompleted(work.id(), chunk(current));
                mayRead.release();
                ended = current.last();
                part = null;
            }
            group = rows.iterator();
        }

        private TablePart await() throws SQLException {
            try {
                return handedOut.take();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new SQLException("The snapshot was interrupted", interrupted);
            }
        }

        private SnapshotListener.Chunk chunk(TablePart current) {
            long guessed = work.size().rows() <= 0 || !work.parts()
                    ? current.number()
                    : (work.size().rows() - 1) / work.partRows(reading) + 1;
            int of = current.last() ? current.number() : (int) Math.max(current.number() + 1, guessed);
            return new SnapshotListener.Chunk(
                    current.number(),
                    of,
                    List.copyOf(current.range().after()),
                    List.copyOf(current.range().upTo()));
        }

        @Override
        public void close() {
            // The threads go on with the tables that follow.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

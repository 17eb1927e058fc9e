// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table on its way from the session that reads it to the task. Holds so much and no more: the reading
 * thread waits while it is full, the task while it is empty.
 */
final class TablePart {
    private static final int GROUP = 256;

    private final TableWork work;
    private final KeyRange range;
    private final int number;
    private final boolean last;
    private final long mostBytes;
    private final Deque<Group> groups = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private @Nullable SQLException failure;

    private record Group(List<RowImage> rows, long bytes) {}

    /**
     * Names a part.
     *
     * @param number from 1
     * @param last whether it is the table's last one
     * @param mostBytes how much is held at most, but for one group of rows
     */
    TablePart(TableWork work, KeyRange range, int number, boolean last, long mostBytes) {
        this.work = work;
        this.range = range;
        this.number = number;
        this.last = last;
        this.mostBytes = mostBytes;
    }

    TableWork work() {
        return work;
    }

    KeyRange range() {
        return range;
    }

    int number() {
        return number;
    }

    boolean last() {
        return last;
    }

    /** Reads all rows and hands them over; what fails is told to whoever takes them. */
    void read(Connection session, SnapshotReading reading) throws InterruptedException {
        int fetchSize = reading.fetchSize() > 0 ? reading.fetchSize() : Integer.MIN_VALUE;
        try (TableCopy rows = new TableCopy(session, work.select(), range, fetchSize)) {
            List<RowImage> group = new ArrayList<>(GROUP);
            long told = 0;
            for (Optional<RowImage> row = rows.next(); row.isPresent(); row = rows.next()) {
                group.add(row.get());
                if (group.size() == GROUP || rows.bytes() - told > mostBytes / 8) {
                    put(new Group(group, rows.bytes() - told));
                    told = rows.bytes();
                    group = new ArrayList<>(GROUP);
                }
            }
            put(new Group(group, rows.bytes() - told));
            end(null);
        } catch (SQLException failed) {
            end(failed);
        } catch (RuntimeException unreadable) {
            end(new SQLException("A value of table " + work.id() + " cannot be read: " + unreadable, unreadable));
        }
    }

    private synchronized void put(Group group) throws InterruptedException {
        while (bytes > mostBytes) {
            wait();
        }
        groups.add(group);
        bytes += group.bytes();
        notifyAll();
    }

    /** Notes that nothing more comes. */
    synchronized void end(@Nullable SQLException cause) {
        ended = true;
        failure = cause;
        notifyAll();
    }

    /** Returns the next rows, empty behind the last ones. */
    synchronized List<RowImage> take() throws SQLException {
        try {
            while (groups.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("The snapshot was interrupted", interrupted);
        }
        Group group = groups.poll();
        if (group == null) {
            if (failure != null) {
                throw failure;
            }
            return List.of();
        }
        bytes -= group.bytes();
        notifyAll();
        return group.rows().isEmpty() ? take() : group.rows();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.apply.GroupPlan.Bucket;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.origin.NextGtid;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.schedule.TransactionGroup;
import io.duplex.sink.server.GatheringSocketFactory;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends source transactions to the target, each as a transaction of its own, in as few round trips as it can: statements,
 * checks of their counts and commits in one text, which the server leaves at the first thing that is not as expected.
 */
final class RunWriter {
    private static final int MOST_ROWS = 1000;

    /** Characters; at most three bytes each, so well below any server's {@code max_allowed_packet}. */
    private static final int FULL = 400_000;

    /** With a transaction that does not fit any more. */
    private static final int LONGEST = 2 * FULL;

    /** Transactions whose answers come over so long that nobody waits for the first of them. */
    private static final int MANY = 8;

    private final TargetStream stream;
    private final Consumer<TransactionGroup> direct;
    private final SqlText text = new SqlText();
    private final Deque<TransactionGroup> waiting = new ArrayDeque<>();
    private final List<TransactionGroup> prepared = new ArrayList<>();
    private @Nullable PositionRow reached;

    /** What the last statement in the text must count, until something there checks it. */
    private OptionalLong expected = OptionalLong.empty();

    /**
     * Writes into the worker's session.
     *
     * @param direct writes and commits a transaction that takes more than statements for many rows
     */
    RunWriter(TargetStream stream, Consumer<TransactionGroup> direct) {
        this.stream = stream;
        this.direct = direct;
    }

    /** Prepares what the target does not have yet. */
    void begin(List<TransactionGroup> singles) {
        forget();
        for (TransactionGroup single : singles) {
            if (!stream.position().applied().contains(single.first().header().gtid())) {
                waiting.add(single);
            }
        }
        prepare();
    }

    boolean isBegun() {
        return !prepared.isEmpty() || !waiting.isEmpty();
    }

    /** Forgets what was not sent. */
    void forget() {
        waiting.clear();
        clear();
    }

    private void clear() {
        prepared.clear();
        text.clear();
        reached = null;
    }

    /** Takes as many transactions into the text as follow each other and fit. */
    private void prepare() {
        PositionRow row = stream.row();
        while (!waiting.isEmpty() && text.length() < FULL) {
            TransactionGroup single = waiting.element();
            PositionRow next = row.after(single);
            int start = text.length();
            if (!add(single, next) || (text.length() > FULL && start > 0)) {
                text.cut(start);
                return;
            }
            prepared.add(waiting.remove());
            reached = next;
            row = next;
        }
    }

    /** Returns whether the text has all of the transaction; else something of it may be there, to be cut off. */
    private boolean add(TransactionGroup single, PositionRow next) {
        Optional<String> progress = stream.position().statement(stream.worker(), next);
        List<Received.Row> rows = single.first().rows();
        if (progress.isEmpty()
                || stream.conflicts().hasRowStates(single)
                || rows.stream().anyMatch(row -> row.flags().copied())) {
            return false;
        }
        boolean[] whole = new boolean[1];
        stream.run(single.name(), () -> {
            stream.refreshTables();
            Origin origin = single.first().header().origin();
            if (stream.keepsGtids()) {
                text.sql(rows.isEmpty() ? NextGtid.ownStatement() : NextGtid.statement(origin.gtid()));
            }
            text.sql(progress.get()).sql(";");
            expected = OptionalLong.of(1);
            whole[0] = add(single, stream.session().chosen().of(rows));
            check();
            text.sql("COMMIT;");
        });
        return whole[0];
    }

    private boolean add(TransactionGroup single, List<Received.Row> rows) throws SQLException {
        List<GroupRow> changes = new ArrayList<>(rows.size());
        try {
            for (Received.Row row : rows) {
                changes.add(GroupRow.of(stream.writer().target(row.change()), row.change(), row.flags()));
            }
            for (Bucket bucket : GroupPlan.of(changes)) {
                if (!add(bucket)) {
                    return false;
                }
            }
        } catch (IllegalArgumentException unfit) {
            throw new ApplyFailure(FailureKind.STOP, single.name() + ": " + unfit.getMessage(), unfit);
        }
        return true;
    }

    private boolean add(Bucket bucket) throws SQLException {
        Optional<MultiRow> statement = bucket.statement();
        List<GroupRow> rows = bucket.rows();
        if (statement.isEmpty() || rows.size() > MOST_ROWS || !stream.writer().checksAre(bucket.flags())) {
            return false;
        }
        return add(statement.get(), rows);
    }

    /** Returns false when the text becomes too long. */
    private boolean add(MultiRow statement, List<GroupRow> rows) throws SQLException {
        if (!statement.canCheck()) {
            check();
        }
        statement.begin(text);
        for (int i = 0; i < rows.size(); i++) {
            if (text.length() > LONGEST) {
                return false;
            }
            if (i == 0 && expected.isPresent()) {
                statement.addChecking(text, rows.get(i).written(), expected.getAsLong());
            } else {
                statement.add(text, rows.get(i).written(), i == 0);
            }
        }
        statement.end(text);
        text.sql(";");
        expected = statement.expected(rows.size());
        return true;
    }

    /** Has the server go no further unless the last statement has counted as many rows as it must. */
    private void check() {
        if (expected.isPresent()) {
            text.sql("SET @duplex_check=IF(ROW_COUNT()=");
            text.integer(expected.getAsLong());
            text.sql(",0,EXP(1000));");
            expected = OptionalLong.empty();
        }
    }

    /** Sends all, and returns when all is durable. */
    void commit() {
        boolean done = false;
        try {
            while (isBegun()) {
                if (prepared.isEmpty()) {
                    direct.accept(waiting.remove());
                } else {
                    send();
                }
                prepare();
            }
            done = true;
        } catch (ApplyFailure failure) {
            if (failure.kind() != FailureKind.RECONNECT) {
                stream.reread();
            }
            throw failure;
        } finally {
            if (!done) {
                forget();
            }
        }
    }

    private void begin() throws SQLException {
        if (stream.keepsGtids()) {
            for (TransactionGroup single : prepared) {
                if (!single.first().rows().isEmpty()) {
                    stream.note(single.first().header().origin());
                }
            }
        }
        stream.begin(prepared.get(0).originSite());
    }

    private void execute(String transactions) throws SQLException {
        NextGtid nextGtid = stream.session().nextGtid();
        if (prepared.size() < MANY) {
            nextGtid.executeAll(transactions, stream.keepsGtids());
        } else {
            GatheringSocketFactory.gathering(() -> nextGtid.executeAll(transactions, stream.keepsGtids()));
        }
    }

    private void send() {
        TransactionGroup first = prepared.get(0);
        TransactionHeader last = prepared.get(prepared.size() - 1).last().header();
        String name = prepared.size() == 1
                ? first.name()
                : "Transactions " + first.first().header().gtid() + " to " + last.gtid() + ", each by itself";
        PositionRow next = Objects.requireNonNull(reached);
        stream.run(name, () -> {
            begin();
            stream.reached(Step.GROUP_WRITTEN);
            execute(text.take());
            stream.committed(next);
            stream.reached(Step.COMMITTED);
        });
        clear();
    }
}

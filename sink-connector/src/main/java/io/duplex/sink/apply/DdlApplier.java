// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.DdlContext;
import io.duplex.sink.apply.DdlIntents.Intent;
import io.duplex.sink.apply.DdlIntents.State;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.StatementMapping.Merge;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes DDL statements of one stream exactly once, although a DDL statement commits by itself:
 *
 * <ol>
 *   <li>a marked transaction notes the intent: who executes what, and what the touched objects are now;
 *   <li>the statement runs in the session that it had at the source, marked, or, where existing rows are numbered,
 *       with the source's own auto increment values;
 *   <li>a marked transaction adds the GTID to the applied set and closes the intent.
 * </ol>
 *
 * <p>An intent that is open at the start of a task is decided by {@link DdlRecovery}.
 */
final class DdlApplier {
    private static final Logger LOG = LoggerFactory.getLogger(DdlApplier.class);
    private static final int LONGEST_SHOWN = 1000;

    /** What objects that are as they were before can mean. */
    private static final Set<DdlRecovery.Outcome> UNSEEN =
            Set.of(DdlRecovery.Outcome.NOT_EXECUTED, DdlRecovery.Outcome.UNKNOWN);

    private final TargetStream stream;
    private final DdlIntents intents;
    private final MergedStatements merged;
    private final DefinerPolicy definer;

    DdlApplier(TargetStream stream, DefinerPolicy definer) {
        this.stream = stream;
        this.definer = definer;
        this.intents = new DdlIntents(stream.position().key());
        this.merged = new MergedStatements(stream.position().key());
    }

    /** Executes the statement, unless it is known to be executed. */
    void apply(DdlUnit unit) {
        ReplayedStatement statement = ReplayedStatement.of(unit);
        PositionRow after = stream.position().row().after(unit.header(), unit.last());
        // The rows that follow a CREATE TABLE ... SELECT have its GTID, and add it.
        Optional<PositionRow> progress = unit.insideTransaction() ? Optional.empty() : Optional.of(after);
        if (!isDone(statement)) {
            Optional<Merge> merge = unit.mapping().merge();
            if (merge.isPresent()) {
                executeOnce(statement, progress, merge.get());
            } else {
                execute(statement, progress);
            }
        } else if (progress.isPresent()) {
            finish(statement, progress);
        }
    }

    private boolean isDone(ReplayedStatement statement) {
        boolean[] done = new boolean[1];
        stream.run(name(statement), () -> {
            stream.requireOnlyChannel(statement);
            done[0] = intents.state(stream.connection(), statement.id()).equals(Optional.of(State.DONE));
            stream.connection().commit();
        });
        return done[0];
    }

    /** Executes a statement about a table that is made of several, unless another part has had it executed. */
    private void executeOnce(ReplayedStatement statement, Optional<PositionRow> progress, Merge merge) {
        Connection connection = stream.connection();
        stream.run(name(statement), () -> merged.lock(connection, merge));
        try {
            takeBackTry(statement);
            if (!isDoneByAnother(statement, merge)) {
                try {
                    execute(statement, progress, () -> merged.note(connection, statement, merge));
                    return;
                } catch (ApplyFailure failure) {
                    if (!merge.oneChange() || !SqlFailures.isThereAlready(failure)) {
                        throw failure;
                    }
                }
            }
            LOG.info(
                    "{} is not executed: {} is made of several tables, and has it from another: {}",
                    name(statement),
                    merge.whole(),
                    shown(statement));
            TargetStream.Work note = () -> merged.note(connection, statement, merge);
            if (progress.isPresent()) {
                stream.commit(name(statement), statement.origin().site(), progress.get(), note);
            } else {
                stream.commit(name(statement), statement.origin(), note);
            }
        } finally {
            unlock(connection, merge);
        }
    }

    /** A statement that comes again was not executed, whoever has found that out. */
    private void takeBackTry(ReplayedStatement statement) {
        boolean[] noted = new boolean[1];
        stream.run(name(statement), () -> {
            noted[0] = merged.isNoted(stream.connection(), statement.id());
            stream.connection().commit();
        });
        if (noted[0]) {
            stream.commit(name(statement), statement.origin(), () -> merged.undo(stream.connection(), statement.id()));
        }
    }

    private void unlock(Connection connection, Merge merge) {
        try {
            merged.unlock(connection, merge);
        } catch (SQLException lost) {
            LOG.debug("The connection to the target is lost, and the lock with it", lost);
        }
    }

    /** What was made by another part, or by the first copy, need not be made. */
    private boolean isDoneByAnother(ReplayedStatement statement, Merge merge) {
        boolean[] done = new boolean[1];
        DdlForm form = statement.form();
        boolean makes = form.verb() == DdlForm.Verb.CREATE && (form.isAbout("TABLE") || form.isAbout("DATABASE"));
        stream.run(name(statement), () -> {
            Connection connection = stream.connection();
            List<String> names =
                    TargetObjects.named(statement).stream().limit(1).toList();
            boolean there = makes
                    && !new TargetObjects(connection).states(names, form.verb()).containsValue(TargetObjects.ABSENT);
            done[0] = there || merged.isDone(connection, statement, merge);
            connection.commit();
        });
        return done[0];
    }

    /** Executes the statement and commits the progress with its end. */
    void execute(ReplayedStatement statement, Optional<PositionRow> progress) {
        execute(statement, progress, () -> {});
    }

    private void execute(ReplayedStatement statement, Optional<PositionRow> progress, TargetStream.Work note) {
        LOG.info("Executing {} on the target: {}", name(statement), shown(statement));
        Connection connection = stream.connection();
        stream.commit(name(statement), statement.origin(), () -> {
            note.run();
            intents.start(
                    connection,
                    statement,
                    new TargetObjects(connection)
                            .states(
                                    TargetObjects.named(statement),
                                    statement.form().verb()));
        });
        stream.reached(Step.INTENT_COMMITTED);
        try {
            run(statement);
        } catch (SQLException failure) {
            if (!statement.fails(failure)) {
                throw failed(statement, failure);
            }
            LOG.info("{} ended as at the source: {}", name(statement), failure.getMessage());
        } finally {
            stream.forgetTables();
        }
        stream.reached(Step.EXECUTED);
        finish(statement, progress);
        stream.reached(Step.DONE_COMMITTED);
    }

    private void run(ReplayedStatement statement) throws SQLException {
        Connection connection = stream.connection();
        int patience = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, 0);
        DdlSession session = new DdlSession(connection);
        try (Statement execution = connection.createStatement()) {
            stream.writer().checksOn();
            if (stream.keepsGtid(statement)) {
                // It sets the mark, which statements that number rows must not have.
                stream.note(statement.origin());
            }
            session.enter(statement);
            if (statement.form().numbersRows()) {
                stream.session().marker().unmarked(number(statement, "increment"), number(statement, "offset"));
            }
            execution.setEscapeProcessing(false);
            definer.execute(sql -> execute(execution, sql, statement), statement.text());
        } finally {
            session.leave();
            connection.setNetworkTimeout(Runnable::run, patience);
        }
    }

    /** Under the origin's GTID, where GTIDs are kept and the statement has one of its own. */
    private void execute(Statement execution, String sql, ReplayedStatement statement) throws SQLException {
        if (!stream.keepsGtid(statement)) {
            execution.execute(sql);
        } else if (stream.assign(statement.origin())) {
            try {
                execution.execute(sql);
            } finally {
                stream.session().nextGtid().release();
            }
        } else {
            LOG.info("{} is on the target already, by its GTID", name(statement));
        }
    }

    private static int number(ReplayedStatement statement, String which) {
        return Integer.parseInt(statement.context().session().getOrDefault("auto_increment_" + which, "1"));
    }

    private ApplyFailure failed(ReplayedStatement statement, SQLException failure) {
        FailureKind kind = SqlFailures.classify(failure);
        stream.rollback();
        if (kind != FailureKind.RECONNECT) {
            close(statement, State.FAILED);
        }
        String remedy = kind == FailureKind.STOP
                ? SqlFailures.remedy(failure).map(r -> " " + r).orElse("")
                        + " Correct the target and restart the task; or, if the target is already as the statement would leave"
                        + " it, run there: " + intents.declareDone(statement.id())
                : "";
        return PendingStatements.orAwaited(
                stream,
                new ApplyFailure(
                        kind,
                        name(statement) + " failed: " + SqlFailures.message(failure) + remedy + " The statement: "
                                + shown(statement),
                        failure));
    }

    private void finish(ReplayedStatement statement, Optional<PositionRow> progress) {
        if (progress.isEmpty()) {
            close(statement, State.DONE);
            return;
        }
        stream.commit(name(statement), statement.origin().site(), progress.get(), () -> {
            intents.finish(stream.connection(), statement.id(), State.DONE);
            stream.reached(Step.DONE_WRITTEN);
        });
    }

    private void close(ReplayedStatement statement, State state) {
        stream.commit(name(statement), statement.origin(), () -> {
            intents.finish(stream.connection(), statement.id(), state);
            if (state == State.FAILED) {
                merged.undo(stream.connection(), statement.id());
            }
        });
    }

    /** Decides the intents that an earlier session left open. */
    void recover() {
        for (Intent intent : open()) {
            ReplayedStatement statement = intent.statement();
            DdlRecovery.Outcome outcome = outcome(intent);
            LOG.info("{} was interrupted on the target: {}", name(statement), outcome);
            switch (outcome) {
                case EXECUTED -> finish(statement, recovered(statement));
                case NOT_EXECUTED -> close(statement, State.FAILED);
                case PARTLY -> execute(rest(intent), recovered(statement));
                case UNKNOWN ->
                    throw new ApplyFailure(
                            FailureKind.STOP,
                            name(statement) + " was interrupted, and the target does not show whether it was executed."
                                    + " Look whether it took effect; if so, run there: "
                                    + intents.declareDone(statement.id()) + " otherwise the same with 'failed' instead"
                                    + " of 'done'. Then restart the task. The statement: " + shown(statement));
            }
        }
    }

    private List<Intent> open() {
        List<Intent> open = new ArrayList<>();
        stream.run("Interrupted DDL statements", () -> {
            open.addAll(intents.open(stream.connection()));
            stream.connection().commit();
        });
        return open;
    }

    private DdlRecovery.Outcome outcome(Intent intent) {
        DdlRecovery.Outcome[] outcome = {DdlRecovery.Outcome.EXECUTED};
        ReplayedStatement statement = intent.statement();
        stream.run(name(statement), () -> {
            if (stream.hasExecuted(statement)) {
                return;
            }
            Map<String, String> now = new TargetObjects(stream.connection())
                    .states(intent.before().keySet(), statement.form().verb());
            outcome[0] = DdlRecovery.decide(statement, intent.before(), now);
            if (UNSEEN.contains(outcome[0]) && isLogged(intent)) {
                outcome[0] = DdlRecovery.Outcome.EXECUTED;
            }
            stream.connection().commit();
        });
        return outcome[0];
    }

    private boolean isLogged(Intent intent) {
        String database = intent.statement().context().defaultDatabase().orElse(DdlSession.NOWHERE);
        return intent.place()
                .map(place -> LoggedHere.since(stream.connection(), place, database, intent.digest()))
                .orElse(false);
    }

    /** A snapshot's statement makes its progress when it is delivered again. */
    private Optional<PositionRow> recovered(ReplayedStatement statement) {
        return Gtid.tryParse(statement.id())
                .filter(gtid -> !statement.form().rowsFollow())
                .map(gtid -> stream.position().row().after(gtid, statement.origin()));
    }

    /** Returns the statement that drops what an interrupted one has left. */
    private static ReplayedStatement rest(Intent intent) {
        ReplayedStatement statement = intent.statement();
        String names = intent.before().keySet().stream()
                .flatMap(name -> TargetObjects.droppable(name).stream())
                .collect(Collectors.joining(", "));
        String text = "DROP " + statement.form().object().orElse("TABLE") + " IF EXISTS " + names;
        DdlContext context = statement.context();
        return new ReplayedStatement(
                statement.id(), statement.origin(), statement.path(), context, DdlForm.of(text, false));
    }

    private static String name(ReplayedStatement statement) {
        return "DDL statement " + statement.id() + " of site "
                + statement.origin().site();
    }

    private static String shown(ReplayedStatement statement) {
        String text = statement.shown();
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }
}

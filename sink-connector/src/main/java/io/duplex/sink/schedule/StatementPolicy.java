// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.header.DdlClass;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LooseStatement;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.StatementMapping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of one source's statements are executed, by their class and by what the mapping of names made of them. */
final class StatementPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(StatementPolicy.class);

    private final String source;
    private final DdlPolicy classes;

    StatementPolicy(String source, DdlPolicy classes) {
        this.source = source;
        this.classes = classes;
    }

    /** Returns what happens to the statement; a mapping that refuses it does not matter when its class is skipped. */
    DdlPolicy.Action decide(DdlUnit ddl) {
        DdlPolicy.Action action = classes.action(ddl.context().ddlClass());
        StatementMapping mapping = ddl.mapping();
        if (action == DdlPolicy.Action.SKIP) {
            LOG.info(
                    "Skipped DDL by {} gtid={} source={}: {}",
                    ScheduleOptions.DDL_APPLY,
                    ddl.header().gtid(),
                    source,
                    ddl.statement());
        } else if (action == DdlPolicy.Action.APPLY && mapping.action() == StatementMapping.Action.SKIP) {
            LOG.info(
                    "Left out DDL, because {} gtid={} source={}: {}",
                    mapping.reason(),
                    ddl.header().gtid(),
                    source,
                    ddl.statement());
        }
        return action == DdlPolicy.Action.APPLY ? action(mapping) : action;
    }

    private static DdlPolicy.Action action(StatementMapping mapping) {
        return switch (mapping.action()) {
            case EXECUTE -> DdlPolicy.Action.APPLY;
            case SKIP -> DdlPolicy.Action.SKIP;
            case REFUSE -> DdlPolicy.Action.FAIL;
        };
    }

    /** Returns why the statement stops the task. */
    ApplyFailure refusal(DdlUnit ddl) {
        DdlClass ddlClass = ddl.context().ddlClass();
        if (classes.action(ddlClass) == DdlPolicy.Action.FAIL) {
            return new ApplyFailure(
                    FailureKind.STOP,
                    "A DDL statement of class " + ddlClass + " is refused by " + ScheduleOptions.DDL_APPLY + ", gtid "
                            + ddl.header().gtid() + ": " + ddl.statement()
                            + ". Execute it on the target if it is wanted, and let " + ScheduleOptions.DDL_APPLY
                            + " skip the class until the task has passed it.");
        }
        return new ApplyFailure(
                FailureKind.STOP,
                "DDL statement " + ddl.header().gtid() + " of class " + ddlClass + " is not executed: "
                        + ddl.mapping().reason() + ". Make of the target what the statement would make of it, and set "
                        + SkipOptions.SKIP + "=" + ddl.header().gtid() + "; or let " + ScheduleOptions.DDL_APPLY
                        + " skip the class. The statement at the source: " + ddl.statement());
    }

    /** Tells whether a snapshot's statement is not executed. */
    boolean leavesOut(SnapshotStatement statement) {
        if (statement.ddlClass() == DdlClass.VIEW && classes.action(DdlClass.VIEW) != DdlPolicy.Action.APPLY) {
            LOG.info("Left out view={} by {} source={}", statement.table(), ScheduleOptions.DDL_APPLY, source);
            return true;
        }
        return leavesOut(statement.mapping(), statement.statement());
    }

    /** Tells whether a snapshot's statement is not executed. */
    boolean leavesOut(LooseStatement statement) {
        return leavesOut(statement.mapping(), statement.ddl().statement());
    }

    private boolean leavesOut(StatementMapping mapping, String statement) {
        boolean left = mapping.action() == StatementMapping.Action.SKIP;
        if (left) {
            LOG.info("Not made, because {} source={}: {}", mapping.reason(), source, statement);
        }
        return left;
    }
}

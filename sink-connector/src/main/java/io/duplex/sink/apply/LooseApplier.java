// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.CopyProgress;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.LooseStatement;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.Unit;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.Optional;

/**
 * Makes what snapshots in tables' topics tell: databases and tables where they are missing, and rows over whatever is
 * there. How far each partition is done with is kept on the target with the rows, because a row that was delivered again
 * would overwrite the newer change that lies behind it.
 */
final class LooseApplier {
    private final TargetStream stream;
    private final DdlApplier ddl;
    private final ApplyOptions options;
    private final LooseWriter rows;
    private final CopyProgress progress;

    LooseApplier(TargetStream stream, DdlApplier ddl, ApplyOptions options, CopyWriter rows) {
        this.stream = stream;
        this.ddl = ddl;
        this.options = options;
        this.rows = new LooseWriter(stream, rows);
        this.progress = new CopyProgress(stream.position().key());
    }

    void apply(LooseUnit unit) {
        if (unit instanceof LooseStatement statement) {
            make(statement);
        } else if (unit instanceof LooseRows copied) {
            copy(copied);
        }
    }

    private void make(LooseStatement unit) {
        Coordinates place = LooseWriter.place(unit.first());
        if (isDone(unit, place)) {
            return;
        }
        Received.LooseDdl told = unit.ddl();
        boolean exists = exists(unit);
        ReplayedStatement statement = ReplayedStatement.of(unit, told.statement());
        if (exists
                && options.dropTables()
                && unit.mapping().merge().isEmpty()
                && told.table().isPresent()) {
            DdlClass kind = statement.context().ddlClass();
            String drop = "DROP " + kind + " " + told.table().get().quoted();
            ddl.execute(ReplayedStatement.of(unit, drop), Optional.empty());
            exists = false;
        }
        if (!exists && !options.createTables()) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    LooseWriter.name(unit) + ": "
                            + told.table()
                                    .map(TableId::toString)
                                    .or(told::database)
                                    .orElse("") + " is missing on the"
                            + " target and " + ApplyOptions.CREATE_TABLES + " is false. Create it there: "
                            + told.statement());
        }
        if (!exists) {
            SnapshotApplier.requireExecutable(
                    LooseWriter.name(unit) + ": "
                            + told.table()
                                    .map(TableId::toString)
                                    .or(told::database)
                                    .orElse(""),
                    unit.mapping(),
                    told.statement());
            create(unit, statement);
        }
        stream.commit(
                LooseWriter.name(unit),
                0,
                next(unit),
                () -> progress.write(stream.connection(), Map.of(place.topicPartition(), place.offset() + 1)));
    }

    /** Another source's copy may have made it meanwhile. */
    private void create(LooseStatement unit, ReplayedStatement statement) {
        try {
            ddl.execute(statement, Optional.empty());
        } catch (ApplyFailure failure) {
            if (failure.kind() != FailureKind.STOP || !exists(unit)) {
                throw failure;
            }
        }
    }

    private boolean isDone(Unit unit, Coordinates place) {
        boolean[] done = new boolean[1];
        stream.run(LooseWriter.name(unit), () -> {
            done[0] = progress.read(stream.connection()).getOrDefault(place.topicPartition(), 0L) > place.offset();
            stream.connection().commit();
        });
        return done[0];
    }

    private boolean exists(LooseStatement unit) {
        Optional<TableId> table = unit.ddl().table();
        String sql = table.isPresent()
                ? "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                : "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";
        boolean[] found = new boolean[1];
        stream.run(LooseWriter.name(unit), () -> {
            try (PreparedStatement query = stream.connection().prepareStatement(sql)) {
                query.setString(
                        1, table.map(TableId::database).or(unit.ddl()::database).orElse(""));
                if (table.isPresent()) {
                    query.setString(2, table.get().table());
                }
                try (ResultSet answer = query.executeQuery()) {
                    found[0] = answer.next();
                }
            }
            stream.connection().commit();
        });
        return found[0];
    }

    private void copy(LooseRows unit) {
        LooseWriter.Written written = rows.write(unit);
        stream.run(written.name(), () -> {
            rows.finish(written);
            stream.commit(written.next());
        });
    }

    private PositionRow next(Unit unit) {
        return stream.position().row().after(new CopyHeader(0, GtidSet.EMPTY), unit.last());
    }
}

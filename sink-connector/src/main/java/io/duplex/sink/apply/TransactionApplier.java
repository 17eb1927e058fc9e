// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.schedule.Applier;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Applies units to a target server, each source's stream in a session of its own. */
public final class TransactionApplier implements Applier {
    private final ServerConnections connections;
    private final SiteOptions site;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final ApplyOptions options;
    private final DdlFailpoint failpoint;
    private volatile boolean closed;

    /** One source's stream and what writes into it. */
    private record Lane(
            TargetStream stream, TransactionWriter transactions, DdlApplier ddl, SnapshotApplier snapshot) {}

    /** Connects when the first stream is claimed. */
    public TransactionApplier(ServerConnections connections, SiteOptions site, ApplyOptions options) {
        this(connections, site, options, DdlFailpoint.NONE);
    }

    TransactionApplier(ServerConnections connections, SiteOptions site, ApplyOptions options, DdlFailpoint failpoint) {
        this.connections = connections;
        this.site = site;
        this.options = options;
        this.failpoint = failpoint;
    }

    @Override
    public AppliedSet claim(String source) {
        release(source);
        TargetStream stream = new TargetStream(connections, site, source);
        DdlApplier ddl = new DdlApplier(stream, options.definer(), failpoint);
        Lane lane = new Lane(stream, new TransactionWriter(stream), ddl, new SnapshotApplier(stream, ddl, options));
        lanes.put(source, lane);
        if (closed) {
            release(source);
        }
        stream.claim();
        lane.ddl().recover();
        return stream.position().applied();
    }

    @Override
    public AppliedSet resume(String source) {
        Lane lane = lane(source);
        lane.transactions().abort();
        if (lane.stream().position().isClaimed()) {
            lane.stream().resume();
        } else {
            lane.stream().claim();
        }
        lane.ddl().recover();
        return lane.stream().position().applied();
    }

    @Override
    public void apply(ReplicatedTransaction transaction) {
        lane(transaction.first().source()).transactions().apply(transaction);
    }

    @Override
    public void begin(LargeTransaction.Start start) {
        lane(start.first().source()).transactions().begin(start);
    }

    @Override
    public void apply(LargeTransaction.Part part) {
        lane(part.first().source()).transactions().apply(part);
    }

    @Override
    public void commit(LargeTransaction.End end) {
        lane(end.first().source()).transactions().commit(end);
    }

    @Override
    public void apply(DdlUnit ddl) {
        lane(ddl.first().source()).ddl().apply(ddl);
    }

    @Override
    public void apply(SnapshotBatch batch) {
        lane(batch.first().source()).snapshot().apply(batch);
    }

    @Override
    public void apply(SnapshotStatement statement) {
        lane(statement.first().source()).snapshot().apply(statement);
    }

    @Override
    public void apply(CopiedRows rows) {
        lane(rows.first().source()).snapshot().apply(rows);
    }

    @Override
    public void release(String source) {
        Lane lane = lanes.remove(source);
        if (lane != null) {
            lane.transactions().abort();
            lane.stream().close();
        }
    }

    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(lane -> lane.stream().close());
    }

    private Lane lane(String source) {
        Lane lane = lanes.get(source);
        if (lane == null) {
            throw new IllegalStateException("The stream of source '" + source + "' was not claimed");
        }
        return lane;
    }
}

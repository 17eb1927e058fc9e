// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.sink.conflict.ConflictListener;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.position.SkippedTransactions;
import io.duplex.sink.position.ToldSettings;
import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.schedule.Applier;
import io.duplex.sink.schedule.Lane;
import io.duplex.sink.schedule.SkippedTransaction;
import io.duplex.sink.schedule.TransactionGroup;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Applies units to a target server, each source's stream in sessions of its own. */
public final class TransactionApplier implements Applier {
    private final ServerConnections connections;
    private final SiteOptions site;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final ApplyOptions options;
    private final int workers;
    private final Failpoint failpoint;
    private final Function<String, ConflictListener> listeners;
    private final TargetFilters filters;
    private final ToldSettings told;
    private volatile boolean closed;

    /** One source's stream and what writes into it; {@code first} is its first worker. */
    private record Stream(
            TargetStream first,
            List<TargetStream> workers,
            LargeWriter large,
            DdlApplier ddl,
            SnapshotApplier snapshot,
            LooseApplier loose,
            CopyLog log,
            Optional<Settler> settler) {
        void close() {
            settler.ifPresent(Settler::close);
            workers.forEach(TargetStream::close);
        }
    }

    /**
     * Connects when the first stream is claimed.
     *
     * @param workers how many sessions write one source's stream side by side
     * @param listeners learn of the decisions about each source's changes that did not fit
     */
    public TransactionApplier(
            ServerConnections connections,
            SiteOptions site,
            ApplyOptions options,
            int workers,
            Function<String, ConflictListener> listeners) {
        this(connections, site, options, workers, listeners, Failpoint.configured());
    }

    TransactionApplier(
            ServerConnections connections,
            SiteOptions site,
            ApplyOptions options,
            int workers,
            Function<String, ConflictListener> listeners,
            Failpoint failpoint) {
        this.listeners = listeners;
        this.connections = connections;
        this.site = site;
        this.options = options;
        this.workers = workers;
        this.failpoint = failpoint;
        this.filters = new TargetFilters(options.filters(), new FilterSession(connections));
        this.told = new ToldSettings(connections, site);
    }

    @Override
    public AppliedSet claim(String source) {
        release(source);
        Stream stream = newStream(source);
        streams.put(source, stream);
        if (closed) {
            release(source);
        }
        stream.first().claim();
        stream.ddl().recover();
        stream.settler().ifPresent(Settler::start);
        return stream.first().position().applied();
    }

    private Stream newStream(String source) {
        ConflictOptions rules = options.conflicts();
        MetadataTables tables = new MetadataTables(site.metadataDatabase());
        Optional<Settler> settler =
                rules.resolves() && rules.settles() && site.siteId().isPresent()
                        ? Optional.of(new Settler(
                                connections,
                                new ChannelKey(site.channel(), source, tables),
                                site.siteId().getAsInt(),
                                options.filters()))
                        : Optional.empty();
        Runnable settle = () -> settler.ifPresent(Settler::settle);
        TargetStream first = new TargetStream(
                connections,
                site,
                source,
                workers,
                failpoint,
                new RowRules(
                        filters,
                        key -> new StreamConflicts(
                                rules, site.siteId(), key, listeners.apply(source), settle, options.names())));
        return stream(first, settler);
    }

    private Stream stream(TargetStream first, Optional<Settler> settler) {
        List<TargetStream> all = new ArrayList<>(List.of(first));
        for (int number = 1; number < workers; number++) {
            all.add(first.worker(number));
        }
        DdlApplier ddl = new DdlApplier(first, options.definer());
        CopyLog log = new CopyLog(first.position().key().source(), Clock.systemUTC());
        CopyWriter copies = new CopyWriter(first, log);
        return new Stream(
                first,
                all,
                new LargeWriter(first),
                ddl,
                new SnapshotApplier(first, ddl, options, copies, new CopyRemains(connections, first)),
                new LooseApplier(first, ddl, options, copies),
                log,
                settler);
    }

    @Override
    public Lane lane(String source, int number) {
        Stream stream = stream(source);
        TargetStream worker = stream.workers().get(number);
        return new GroupLane(worker, new CopyWriter(worker, stream.log()), number == 0);
    }

    @Override
    public AppliedSet resume(String source) {
        Stream stream = stream(source);
        TargetStream first = stream.first();
        stream.large().abort();
        if (first.position().isClaimed()) {
            first.resume();
        } else {
            first.claim();
        }
        stream.ddl().recover();
        return first.position().applied();
    }

    @Override
    public void apply(ReplicatedTransaction transaction) {
        Stream stream = stream(transaction.first().source());
        TargetStream first = stream.first();
        GroupLane lane = new GroupLane(first, new CopyWriter(first, stream.log()), true);
        GtidSet before =
                first.position().applied().gtids().plus(transaction.header().executed());
        lane.write(TransactionGroup.of(transaction, before), true);
        lane.commit();
    }

    @Override
    public void begin(LargeTransaction.Start start) {
        stream(start.first().source()).large().begin(start);
    }

    @Override
    public void apply(LargeTransaction.Part part) {
        stream(part.first().source()).large().apply(part);
    }

    @Override
    public void commit(LargeTransaction.End end) {
        stream(end.first().source()).large().commit(end);
    }

    @Override
    public void skip(SkippedTransaction skipped) {
        TransactionHeader header = skipped.header();
        TargetStream first = stream(skipped.first().source()).first();
        first.commit(
                "Skipped transaction " + header.gtid(),
                header.origin().site(),
                first.position().row().after(header, skipped.last()),
                () -> SkippedTransactions.note(
                        first.connection(), first.position().key(), skipped));
    }

    @Override
    public void apply(DdlUnit ddl) {
        stream(ddl.first().source()).ddl().apply(ddl);
    }

    @Override
    public void apply(SnapshotBatch batch) {
        stream(batch.first().source()).snapshot().apply(batch);
    }

    @Override
    public void apply(SnapshotStatement statement) {
        stream(statement.first().source()).snapshot().apply(statement);
    }

    @Override
    public void learn(int site, ServerSettings settings) {
        told.note(site, settings);
    }

    @Override
    public void rollback(String source) {
        stream(source).large().abort();
    }

    @Override
    public void apply(LooseUnit unit) {
        stream(unit.first().source()).loose().apply(unit);
    }

    @Override
    public void apply(CopiedRows copied) {
        Stream stream = stream(copied.first().source());
        List<Received.CopiedRow> rows = chosen(
                stream,
                copied.rows(),
                Received.CopiedRow::change,
                (row, change) -> new Received.CopiedRow(row.header(), change, row.coordinates()));
        stream.snapshot().apply(new CopiedRows(copied.header(), rows, copied.first(), copied.last()));
    }

    /** Leaves the rows that the target's tables take. */
    private <R> List<R> chosen(
            Stream stream, List<R> rows, Function<R, DecodedChange> change, BiFunction<R, DecodedChange, R> with) {
        if (options.filters().isEmpty()) {
            return rows;
        }
        List<R> chosen = new ArrayList<>();
        TargetStream first = stream.first();
        first.run("The choice of rows", () -> {
            first.refreshTables();
            chosen.addAll(first.session().chosen().choose(rows, change, with));
            first.connection().commit();
        });
        return chosen;
    }

    @Override
    public void release(String source) {
        Stream stream = streams.remove(source);
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        filters.server().close();
        streams.values().forEach(Stream::close);
    }

    private Stream stream(String source) {
        Stream stream = streams.get(source);
        if (stream == null) {
            throw new IllegalStateException("The stream of source '" + source + "' was not claimed");
        }
        return stream;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.envelope.ChangeRecords;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.envelope.SourceBlocks;
import io.duplex.source.incremental.BlockingSnapshot;
import io.duplex.source.incremental.ChunkSource;
import io.duplex.source.incremental.IncrementalNotices;
import io.duplex.source.incremental.IncrementalSnapshot;
import io.duplex.source.incremental.Settling;
import io.duplex.source.metrics.MBeanNames;
import io.duplex.source.metrics.SourceMetrics;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.notification.Notifications;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.origin.GtidSources;
import io.duplex.source.origin.IntentTable;
import io.duplex.source.origin.LoopFilter;
import io.duplex.source.origin.OriginOptions;
import io.duplex.source.origin.SiteServerTable;
import io.duplex.source.origin.SiteServers;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.BinlogEvents;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import io.duplex.source.signal.SignalInbox;
import io.duplex.source.snapshot.MeteredSnapshot;
import io.duplex.source.snapshot.NewTables;
import io.duplex.source.snapshot.SnapshotListener;
import io.duplex.source.snapshot.SnapshotReader;
import io.duplex.source.snapshot.StartPlan;
import io.duplex.source.table.CopyingHistory;
import io.duplex.source.table.DdlParser;
import io.duplex.source.table.FilterSession;
import io.duplex.source.table.HistoryRecord;
import io.duplex.source.table.MeteredHistory;
import io.duplex.source.table.RowFilters;
import io.duplex.source.table.SchemaHistory;
import io.duplex.source.table.SchemaRecovery;
import io.duplex.source.table.ServerDefaults;
import io.duplex.source.table.ServerSchemaReader;
import io.duplex.source.table.TableCatalog;
import io.duplex.source.topic.RecordRouting;
import io.duplex.source.topic.SourceHeartbeats;
import io.duplex.source.topic.TopicNaming;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a running task from its options: the only place that knows all steps. */
final class SourceWiring {
    private static final Logger LOG = LoggerFactory.getLogger(SourceWiring.class);

    private final SourceConfig config;
    private final Clock clock;
    private final ServerConnections connections;
    private final RecordContext context;
    private final SourceMetrics metrics;
    private final Notifications notifications;
    private final SnapshotListener listener;
    private final BinlogJump jump;

    private SourceWiring(SourceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.connections = new ServerConnections(config.connection());
        this.context = new RecordContext(
                config.records(),
                config.capture(),
                config.decoding(),
                new RowFilters(
                        config.connector(),
                        config.filters(),
                        new FilterSession(connections, config.reader().retries())),
                new SourceBlocks(Version.text(), prefix(config)),
                config.site(),
                connections::settings,
                clock);
        this.metrics = SourceMetrics.start(
                config.metrics(),
                names(config),
                connections,
                new SourceMetrics.Limits(
                        config.reader().queue().events(),
                        config.reader().queue().bytes(),
                        EventTypes::name));
        this.notifications = new Notifications(config.notifications(), prefix(config), names(config), clock);
        this.jump = new BinlogJump(connections);
        this.listener = SnapshotListener.all(
                List.of(new MeteredSnapshot(metrics.snapshot()), new SnapshotNotices(notifications)));
    }

    private static MBeanNames names(SourceConfig config) {
        return new MBeanNames(prefix(config), config.metrics().tags());
    }

    private static String prefix(SourceConfig config) {
        return config.records().envelope().topicPrefix();
    }

    /**
     * Starts a task.
     *
     * @param given names of all options of the connector
     * @throws ConnectException naming the connector and the remedy, when it cannot start
     */
    static StartedSourceTask start(SourceConfig config, Collection<String> given, OffsetStorageReader offsets) {
        for (String option : IgnoredOptions.among(given)) {
            LOG.warn("Option has no effect connector={} option={}", config.connector(), option);
        }
        try {
            Map<String, Object> offset = offsets.offset(SourceOffset.partition(prefix(config)));
            return new SourceWiring(config, Clock.systemUTC())
                    .started(Optional.ofNullable(offset)
                            .filter(map -> !map.isEmpty())
                            .map(SourceOffset::of));
        } catch (SQLException | RuntimeException failed) {
            throw new ConnectException(
                    "Source connector " + config.connector() + " cannot start: " + failed.getMessage(), failed);
        }
    }

    private StartedSourceTask started(Optional<SourceOffset> loaded) throws SQLException {
        try {
            return start(loaded);
        } catch (SQLException | RuntimeException failed) {
            metrics.close();
            throw failed;
        }
    }

    private StartedSourceTask start(Optional<SourceOffset> stored) throws SQLException {
        Optional<SourceOffset> loaded = recovered(stored);
        GtidSet done = loaded.flatMap(SourceOffset::executed).orElse(GtidSet.EMPTY);
        ServerFacts facts = loaded.isPresent() ? connections.chooseAny(done) : connections.firstToAnswer();
        SchemaHistory history = new MeteredHistory(config.history().open(config.connector()), metrics.history());
        try {
            StartPlan plan = StartPlan.of(loaded, config.snapshot(), facts, history.exists());
            LOG.info(
                    "Starting connector={} server={} action={} offset={}",
                    config.connector(),
                    connections.server(),
                    plan.action(),
                    plan.from());
            RecordRouting routing = new RecordRouting(
                    config.records().layout(),
                    new TopicNaming(
                            prefix(config),
                            config.topics(),
                            config.notifications().topic()),
                    config.topics());
            return new StartedSourceTask(
                    config,
                    flow(plan, history),
                    routing,
                    new SourceHeartbeats(routing, config.topics().heartbeat(), connections, clock),
                    new StartedSourceTask.Held(history, context.filters()),
                    metrics);
        } catch (SQLException | RuntimeException failed) {
            history.close();
            throw failed;
        }
    }

    private Optional<SourceOffset> recovered(Optional<SourceOffset> stored) throws SQLException {
        if (!config.gtids().ignoredAtStart()
                || stored.filter(offset -> !offset.snapshot().unfinished()).isEmpty()) {
            return stored;
        }
        SourceOffset offset = stored.orElseThrow();
        connections.firstToAnswer();
        try (Connection connection = connections.open()) {
            GtidSet executed = new BinlogEvents(connection).before(offset.file(), offset.pos());
            LOG.info("Goes on by position position={}:{} gtids={}", offset.file(), offset.pos(), executed);
            return Optional.of(offset.withExecuted(executed));
        }
    }

    private SourceFlow flow(StartPlan plan, SchemaHistory history) throws SQLException {
        ServerDefaults defaults = defaults();
        boolean remembered = plan.action() == StartPlan.Action.RECOVER || plan.action() == StartPlan.Action.RESUME;
        SchemaRecovery.Recovered known = remembered
                ? recover(defaults, plan.from().orElseThrow(), history)
                : new SchemaRecovery.Recovered(new TableCatalog(defaults), 0);
        CopyingHistory copied = copying(known, history);
        if (plan.action() == StartPlan.Action.RECOVER) {
            copied.copyIfDue(HistoryRecord.at(
                    SourceOffset.partition(prefix(config)),
                    plan.from().orElseThrow().toMap(),
                    clock.millis()));
        }
        SchemaModel model =
                new SchemaModel(known.tables(), new DdlParser(defaults.version()), config.history(), copied);
        Function<SourceOffset, StreamedChanges> opener = offset -> stream(offset, model);
        SourceFlow.Jumps jumps =
                new SourceFlow.Jumps(jump, offset -> stream(offset, modelAt(offset, history, defaults)));
        boolean streams = config.snapshot().streams();
        SnapshotReader snapshot = new SnapshotReader(
                connections,
                config.snapshot(),
                context,
                model,
                new SnapshotReader.Plan(
                        plan, new Backoff(config.reader().retries()), listener, offset -> between(offset, model)));
        if (plan.action() == StartPlan.Action.ADOPT || plan.action() == StartPlan.Action.RECOVER) {
            listener.skipped();
        }
        return switch (plan.action()) {
            case COPY, RESUME, DEFINE ->
                SourceFlow.snapshot(snapshot, streams, opener, notifications, jumps)
                        .delayed(config.batches().delay());
            case ADOPT -> {
                snapshot.adopt(plan.from().orElseThrow());
                yield SourceFlow.from(plan.from().orElseThrow(), streams, opener, notifications, jumps);
            }
            case RECOVER -> {
                new NewTables(connections, context, model).adopt(plan.from().orElseThrow());
                yield SourceFlow.from(plan.from().orElseThrow(), streams, opener, notifications, jumps);
            }
        };
    }

    private SchemaRecovery.Recovered recover(ServerDefaults defaults, SourceOffset offset, SchemaHistory history) {
        return new SchemaRecovery(
                        defaults, config.history(), entry -> metrics.history().applied(entry::toJson))
                .recover(history, SourceOffset.partition(prefix(config)), offset.toMap());
    }

    private SchemaModel modelAt(SourceOffset offset, SchemaHistory history, ServerDefaults defaults) {
        SchemaRecovery.Recovered known = recover(defaults, offset, history);
        SchemaModel model = new SchemaModel(
                known.tables(), new DdlParser(defaults.version()), config.history(), copying(known, history));
        try {
            new NewTables(connections, context, model).adopt(offset);
        } catch (SQLException failed) {
            throw new ConnectException(
                    "The tables' definitions cannot be read from " + connections.server() + ": " + failed.getMessage(),
                    failed);
        }
        return model;
    }

    private CopyingHistory copying(SchemaRecovery.Recovered known, SchemaHistory history) {
        return new CopyingHistory(history, known.tables(), config.history().copyStatements(), known.statements());
    }

    private ServerDefaults defaults() throws SQLException {
        try (Connection connection = connections.open()) {
            return new ServerSchemaReader(connection).defaults();
        }
    }

    private StreamedChanges stream(SourceOffset from, SchemaModel model) {
        return new StreamedChanges(
                events(from, config.origin().include(), config.gtids()),
                changes(from, model),
                requests(from, model),
                config.records().stream());
    }

    /** What happened between two states of an interrupted snapshot, whoever did it: all of it is in the tables. */
    private SnapshotReader.Changes between(SourceOffset from, SchemaModel model) {
        return new SnapshotReader.Changes(
                events(from, OriginOptions.Include.ALL, GtidSources.ALL), changes(from, model));
    }

    private ChangeRecords changes(SourceOffset from, SchemaModel model) {
        return new ChangeRecords(context, model, from, metrics.streaming());
    }

    private DecodedStream events(SourceOffset from, OriginOptions.Include include, GtidSources gtids) {
        LoopFilter loops = new LoopFilter(
                config.origin().metadata(),
                include,
                new IntentTable(connections, config.origin().metadata()),
                new SiteServers(
                        config.origin().servers(),
                        new SiteServerTable(connections, config.origin().metadata())));
        DecodedStream events = new DecodedStream(
                new BinlogReader(connections, config.reader(), metrics.streaming()),
                config.decoding(),
                loops,
                gtids,
                new Backoff(config.reader().retries()),
                from);
        metrics.streaming()
                .watch(new StreamingMetrics.Gauges(
                        events::waitingEvents, events::waitingBytes, loops::echoTransactions, loops::echoStatements));
        return events;
    }

    private StreamedChanges.Requests requests(SourceOffset from, SchemaModel model) {
        ChunkSource chunks =
                new ChunkSource(connections, config.signals().table(), config.incremental(), context.filters(), clock);
        Settling settling = new Settling(connections, clock);
        IncrementalSnapshot incremental = new IncrementalSnapshot(
                chunks,
                model.tables()::table,
                context,
                new IncrementalNotices(notifications, metrics.snapshot(), clock),
                settling,
                from.incremental());
        BlockingSnapshot blocking =
                new BlockingSnapshot(connections, model.tables()::table, context, listener, settling).from(from);
        Supplier<List<TableId>> captured = () -> model.tables().tables().stream()
                .map(TableSchema::id)
                .filter(context.capture()::captures)
                .toList();
        return new StreamedChanges.Requests(
                config.signals(),
                new SignalInbox(config.signals(), prefix(config), names(config), clock),
                new SignalActions(incremental, blocking, jump, captured),
                incremental,
                blocking,
                settling,
                jump);
    }
}

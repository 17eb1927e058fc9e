// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.EchoedRow;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.origin.OriginOptions.Include;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drops echoes: what a sink wrote into this server. What is dropped becomes {@link Progress}, so that the position goes
 * on; a dropped DDL statement becomes {@link EchoedDdl}, because rows of users follow that need its effect.
 *
 * <ul>
 *   <li>L1: a row transaction is an echo when its BEGIN carries the mark and its first row change is in
 *       {@code applied_transaction}.
 *   <li>L2: a DDL statement is an echo when its session has noted down an intent, and either the statement carries the
 *       mark or it is the very text of an intent to be known by that.
 *   <li>L3: changes of the metadata database never leave.
 *   <li>L4: a transaction without such marks is another site's when the GTID is of a server there.
 * </ul>
 *
 * <p>A transaction's start is handed out with its first row, so an empty transaction becomes progress, too.
 */
public final class LoopFilter {
    private final MetadataTables metadata;
    private final Include include;
    private final OpenIntents older;
    private final SiteServers servers;
    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final AtomicLong transactionsDropped = new AtomicLong();
    private final AtomicLong statementsDropped = new AtomicLong();

    private @Nullable TransactionStart start;
    private Verdict verdict = Verdict.LOCAL;
    private boolean emitted;
    private boolean tellsRows;

    private enum Verdict {
        /** Marked; the first row change decides. */
        OPEN,
        LOCAL,
        ECHO
    }

    /**
     * Begins between transactions.
     *
     * @param older intents that were noted down before the stream begins
     */
    public LoopFilter(MetadataTables metadata, Include include, OpenIntents older, SiteServers servers) {
        this.metadata = metadata;
        this.include = include;
        this.older = older;
        this.servers = servers;
    }

    /** Returns how many row transactions were dropped as echoes. */
    public long echoTransactions() {
        return transactionsDropped.get();
    }

    /** Returns how many DDL statements were dropped as echoes. */
    public long echoStatements() {
        return statementsDropped.get();
    }

    /** Hands out the rows of echoes, too, as what they are. */
    void tellRows(boolean wanted) {
        tellsRows = wanted;
    }

    /** Forgets the transaction that was begun: it will begin again. */
    public void disconnected() {
        start = null;
    }

    /** Takes the next item and hands out what leaves. */
    public void filter(Decoded item, Consumer<Decoded> out) {
        try {
            dispatch(item, out);
        } catch (IllegalArgumentException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.STOP,
                    "A row of database " + metadata.database() + " is not as a sink writes it; other software must not "
                            + "use that database: " + e.getMessage() + " [" + item.position() + "]",
                    e);
        }
    }

    private void dispatch(Decoded item, Consumer<Decoded> out) {
        if (item instanceof TransactionStart begun) {
            begin(begun);
        } else if (item instanceof RowEvent row) {
            row(row, out);
        } else if (item instanceof TransactionEnd end) {
            end(end, out);
        } else if (item instanceof DdlEvent ddl) {
            ddl(ddl, out);
        } else {
            out.accept(item);
        }
    }

    private void begin(TransactionStart begun) {
        start = begun;
        emitted = false;
        if (begun.mark().site().isPresent()) {
            verdict = Verdict.OPEN;
        } else {
            unmarked(begun);
        }
    }

    /** L4. */
    private void unmarked(TransactionStart begun) {
        Optional<Arrival> foreign = servers.foreign(begun.gtid()).map(Arrival::from);
        verdict = foreign.isPresent() ? Verdict.ECHO : Verdict.LOCAL;
        start = foreign.map(arrival -> arrival.at(begun)).orElse(begun);
    }

    private void row(RowEvent row, Consumer<Decoded> out) {
        if (verdict == Verdict.OPEN) {
            decide(row);
        }
        if (metadata.contains(row.table())) {
            if (metadata.isDdlIntent(row.table())) {
                follow(row);
            } else if (metadata.isSiteServer(row.table())) {
                row.after().map(MetadataRows::server).ifPresent(servers::learn);
            }
        } else if (leaves()) {
            out.accept(row.in(started(row.transaction(), out)));
        } else if (tellsRows) {
            out.accept(new EchoedRow(row));
        }
    }

    /** L1. */
    private void decide(RowEvent first) {
        if (!metadata.isAppliedTransaction(first.table())) {
            unmarked(first.transaction());
            return;
        }
        verdict = Verdict.ECHO;
        TransactionStart marked = first.transaction();
        Optional<Arrival> arrival = first.after().flatMap(MetadataRows::applied);
        start = arrival.map(from -> from.at(marked)).orElse(marked);
    }

    private boolean leaves() {
        return verdict == Verdict.LOCAL || include == Include.ALL;
    }

    /** Hands the transaction's start out before the first thing that leaves. */
    private TransactionStart started(TransactionStart fallback, Consumer<Decoded> out) {
        TransactionStart current = start == null ? fallback : start;
        if (!emitted) {
            emitted = true;
            out.accept(current);
        }
        return current;
    }

    private void end(TransactionEnd end, Consumer<Decoded> out) {
        if (!leaves()) {
            transactionsDropped.incrementAndGet();
        }
        if (emitted) {
            out.accept(new TransactionEnd(started(end.transaction(), out), end.executed(), end.position()));
        } else {
            out.accept(new Progress(end.executed(), end.position()));
        }
        start = null;
    }

    /** Keeps the intents that are open as of this point of the stream. */
    private void follow(RowEvent row) {
        row.before().ifPresent(before -> intents.remove(MetadataRows.intentKey(before)));
        row.after()
                .ifPresent(after -> MetadataRows.openIntent(after)
                        .ifPresent(intent -> intents.put(MetadataRows.intentKey(after), intent)));
    }

    private void ddl(DdlEvent ddl, Consumer<Decoded> out) {
        if (ddl.insideTransaction()) {
            insideDdl(ddl, out);
            return;
        }
        Optional<Arrival> elsewhere = ofMetadata(ddl)
                ? Optional.empty()
                : announced(ddl)
                        .map(Intent::arrival)
                        .or(() -> servers.foreign(ddl.gtid()).map(Arrival::from));
        boolean echo = elsewhere.isPresent() && include == Include.LOCAL;
        if (echo) {
            statementsDropped.incrementAndGet();
        }
        if (echo) {
            out.accept(new EchoedDdl(ddl));
        } else if (ofMetadata(ddl)) {
            out.accept(new Progress(ddl.executed().plus(ddl.gtid()), ddl.position()));
        } else {
            out.accept(elsewhere
                    .map(arrival -> ddl.in(arrival.at(ddl.transaction())))
                    .orElse(ddl));
        }
    }

    /** The server splits CREATE TABLE ... SELECT into its parts, and a sink never executes that. */
    private void insideDdl(DdlEvent ddl, Consumer<Decoded> out) {
        if (verdict == Verdict.OPEN) {
            unmarked(ddl.transaction());
        }
        if (leaves() && !ofMetadata(ddl)) {
            out.accept(ddl.in(started(ddl.transaction(), out)));
        }
    }

    /** L2. */
    private Optional<Intent> announced(DdlEvent ddl) {
        Optional<Intent> known = intents.values().stream()
                .filter(intent -> intent.announces(ddl))
                .reduce((former, newer) -> newer);
        if (known.isPresent()) {
            return known;
        }
        return older.ofConnection(ddl.threadId()).stream()
                .filter(intent -> intent.announces(ddl))
                .findFirst();
    }

    /** L3. */
    private boolean ofMetadata(DdlEvent ddl) {
        List<String> touched = ddl.state().databases();
        return touched.isEmpty()
                ? ddl.defaultDatabase()
                        .filter(metadata.database()::equalsIgnoreCase)
                        .isPresent()
                : touched.stream().allMatch(metadata.database()::equalsIgnoreCase);
    }
}

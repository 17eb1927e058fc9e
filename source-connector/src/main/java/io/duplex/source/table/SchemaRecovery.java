// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.table.HistoryRecord.CopyPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the table model anew: replays a history up to the offset from which the source goes on. */
public final class SchemaRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRecovery.class);
    private static final String GTIDS = "gtids";
    private static final long FIRST_LOOK = 2_000;
    private static final long LOOK_GROWTH = 8;

    private final ServerDefaults server;
    private final boolean skipUnparseable;
    private final Consumer<HistoryRecord> applied;

    /**
     * Creates a recovery for a server with these defaults.
     *
     * @param applied is told each entry that moved the model
     */
    public SchemaRecovery(ServerDefaults server, SchemaHistoryOptions options, Consumer<HistoryRecord> applied) {
        this(server, options.skipsUnparseable(), applied);
    }

    SchemaRecovery(ServerDefaults server, boolean skipUnparseable) {
        this(server, skipUnparseable, entry -> {});
    }

    private SchemaRecovery(ServerDefaults server, boolean skipUnparseable, Consumer<HistoryRecord> applied) {
        this.server = server;
        this.skipUnparseable = skipUnparseable;
        this.applied = applied;
    }

    /**
     * The tables, and what it took.
     *
     * @param statements how many were replayed since the last full copy
     */
    public record Recovered(TableCatalog tables, long statements) {}

    /**
     * Returns the tables as of an offset.
     *
     * @param source the connector's Kafka Connect partition; entries of others are passed over
     * @param offset the stored offset
     * @throws DdlException when a statement cannot be read and is not to be skipped
     */
    public Recovered recover(SchemaHistory history, Map<String, String> source, Map<String, ?> offset) {
        Replay replay = new Replay(source, offset);
        long begin = begin(history, source, offset);
        history.replay(begin, (place, entry) -> replay.accept(entry));
        LOG.info(
                "Table model recovered statements={} tables={} from={}",
                replay.statements,
                replay.catalog.tables().size(),
                begin);
        return new Recovered(replay.catalog, replay.statements);
    }

    /** Returns where the last full copy begins that is not younger than the offset; looks from the end on. */
    private static long begin(SchemaHistory history, Map<String, String> source, Map<String, ?> offset) {
        SchemaHistory.Extent extent = history.extent();
        for (long window = FIRST_LOOK; extent.end() - window > extent.begin(); window *= LOOK_GROWTH) {
            CopySearch search = new CopySearch(source, offset);
            history.replay(extent.end() - window, search::accept);
            if (search.found.isPresent()) {
                return search.found.getAsLong();
            }
        }
        return extent.begin();
    }

    /** Looks for the last copy of which all parts are there. */
    private static final class CopySearch {
        private final Map<String, String> source;
        private final Map<String, ?> offset;
        private OptionalLong found = OptionalLong.empty();
        private long begin;
        private String id = "";
        private int parts;

        CopySearch(Map<String, String> source, Map<String, ?> offset) {
            this.source = source;
            this.offset = offset;
        }

        void accept(long place, HistoryRecord entry) {
            if (entry.copy().isEmpty() || !entry.source().equals(source) || !reached(entry.position(), offset)) {
                return;
            }
            CopyPart part = entry.copy().get();
            if (part.number() == 1) {
                id = part.id();
                begin = place;
                parts = 0;
            }
            parts += part.id().equals(id) ? 1 : 0;
            if (part.id().equals(id) && part.number() == part.of() && parts == part.of()) {
                found = OptionalLong.of(begin);
            }
        }
    }

    private final class Replay {
        private final TableCatalog catalog = new TableCatalog(server);
        private final DdlParser parser = new DdlParser(server.version());
        private final Map<String, String> source;
        private final Map<String, ?> offset;
        /** A crash between history and offset makes a statement come twice, which must not count twice. */
        private final Set<List<Object>> seen = new HashSet<>();

        private final List<CopyPart> parts = new ArrayList<>();

        /** Position of the copy that was taken over: what is not younger is in it. */
        private Optional<Map<String, Object>> copied = Optional.empty();

        private long statements;

        Replay(Map<String, String> source, Map<String, ?> offset) {
            this.source = source;
            this.offset = offset;
        }

        void accept(HistoryRecord entry) {
            if (!entry.source().equals(source) || !reached(entry.position(), offset)) {
                return;
            }
            if (entry.copy().isPresent()) {
                takeOver(entry, entry.copy().get());
            } else if (entry.ddl().isPresent() && !isCopied(entry) && seen.add(identity(entry))) {
                apply(entry);
            } else if (!entry.changes().isEmpty() && !isCopied(entry)) {
                entry.changes().forEach(change -> define(entry, change));
            }
        }

        private void define(HistoryRecord entry, TableDocument change) {
            try {
                change.apply(catalog, parser);
                statements++;
                applied.accept(entry);
            } catch (DdlException e) {
                if (!skipUnparseable) {
                    throw e;
                }
                LOG.warn("Skipped a table of the schema history position={}", entry.position(), e);
            }
        }

        private void takeOver(HistoryRecord entry, CopyPart part) {
            if (part.number() == 1) {
                parts.clear();
            }
            parts.add(part);
            boolean whole = part.number() == part.of()
                    && parts.size() == part.of()
                    && parts.stream().allMatch(one -> one.id().equals(part.id()));
            if (whole) {
                catalog.restore(
                        parts.stream().flatMap(one -> one.tables().stream()).toList(),
                        parts.get(0).databases());
                copied = Optional.of(entry.position());
                statements = 0;
                applied.accept(entry);
            }
        }

        private boolean isCopied(HistoryRecord entry) {
            return !entry.defines() && copied.isPresent() && reached(entry.position(), copied.get());
        }

        private void apply(HistoryRecord entry) {
            String sql = entry.ddl().orElseThrow();
            try {
                catalog.apply(parser.parse(sql, entry.context()));
                statements++;
                applied.accept(entry);
            } catch (DdlException e) {
                if (!skipUnparseable) {
                    throw e;
                }
                LOG.warn("Skipped a statement of the schema history position={}", entry.position(), e);
            }
        }
    }

    private static List<Object> identity(HistoryRecord entry) {
        Map<String, Object> position = entry.position();
        return List.of(
                text(position, GTIDS).orElse(""),
                text(position, "file").orElse(""),
                number(position, "pos"),
                number(position, "event"),
                number(position, "row"),
                entry.ddl().orElse(""));
    }

    /** Tells whether what is recorded at a position had happened at the offset. */
    static boolean reached(Map<String, ?> recorded, Map<String, ?> offset) {
        Optional<GtidSet> there = text(recorded, GTIDS).map(GtidSet::parse);
        Optional<GtidSet> here = text(offset, GTIDS).map(GtidSet::parse);
        if (here.isPresent()) {
            if (there.isEmpty() || here.get().equals(there.get())) {
                return there.isEmpty() || steps(recorded, offset) <= 0;
            }
            return here.get().containsAll(there.get());
        }
        if (there.isPresent()) {
            return false;
        }
        int byFile =
                text(recorded, "file").orElse("").compareTo(text(offset, "file").orElse(""));
        if (byFile != 0) {
            return byFile < 0;
        }
        int byPosition = Long.compare(number(recorded, "pos"), number(offset, "pos"));
        return byPosition != 0 ? byPosition < 0 : steps(recorded, offset) <= 0;
    }

    private static int steps(Map<String, ?> recorded, Map<String, ?> offset) {
        int byEvent = Long.compare(number(recorded, "event"), number(offset, "event"));
        return byEvent != 0 ? byEvent : Long.compare(number(recorded, "row"), number(offset, "row"));
    }

    private static Optional<String> text(Map<String, ?> position, String name) {
        return Optional.ofNullable(position.get(name)).map(String::valueOf);
    }

    private static long number(Map<String, ?> position, String name) {
        return position.get(name) instanceof Number number ? number.longValue() : 0;
    }
}

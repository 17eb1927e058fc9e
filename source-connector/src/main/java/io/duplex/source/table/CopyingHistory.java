// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.table.HistoryRecord.CopyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A history into which a full copy of the table model is written now and then, so that a start need not replay years of
 * statements.
 */
public final class CopyingHistory implements SchemaHistory {
    private static final Logger LOG = LoggerFactory.getLogger(CopyingHistory.class);

    /** A part holds about so many columns: a Kafka record must stay well below a megabyte. */
    private static final int COLUMNS = 500;

    private final SchemaHistory history;
    private final TableCatalog tables;
    private final int every;
    private long statements;

    /**
     * Adds copies to this history.
     *
     * @param tables the model; a statement moves it before it is recorded
     * @param every after how many statements a copy is written, 0 for never
     * @param statements how many there were since the last copy
     */
    public CopyingHistory(SchemaHistory history, TableCatalog tables, int every, long statements) {
        this.history = history;
        this.tables = tables;
        this.every = every;
        this.statements = statements;
    }

    /** Writes a copy when one is due; {@code now} is an entry as of the model's present position. */
    public void copyIfDue(HistoryRecord now) {
        if (every > 0 && statements >= every) {
            copy(now);
            statements = 0;
        }
    }

    @Override
    public void record(List<HistoryRecord> entries) {
        history.record(entries);
        statements += entries.size();
        HistoryRecord last = entries.get(entries.size() - 1);
        if (!last.defines()) {
            copyIfDue(last);
        }
    }

    private void copy(HistoryRecord now) {
        List<List<ModelTable>> parts = parts();
        List<HistoryRecord> entries = new ArrayList<>();
        String id = UUID.randomUUID().toString();
        for (int i = 0; i < parts.size(); i++) {
            Map<String, String> databases = i == 0 ? tables.databases() : Map.of();
            CopyPart part = new CopyPart(id, i + 1, parts.size(), databases, parts.get(i));
            entries.add(HistoryRecord.at(now.source(), now.position(), now.timestampMillis())
                    .withCopy(part));
        }
        history.record(entries);
        LOG.info(
                "Wrote a full copy of the table model into the schema history tables={} parts={} afterStatements={}",
                tables.tables().size(),
                parts.size(),
                statements);
    }

    private List<List<ModelTable>> parts() {
        List<List<ModelTable>> parts = new ArrayList<>();
        List<ModelTable> part = new ArrayList<>();
        int columns = 0;
        for (ModelTable table : tables.models()) {
            if (columns + table.columns().size() > COLUMNS && !part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
                columns = 0;
            }
            part.add(table);
            columns += table.columns().size();
        }
        parts.add(part);
        return parts;
    }

    @Override
    public boolean exists() {
        return history.exists();
    }

    @Override
    public Extent extent() {
        return history.extent();
    }

    @Override
    public void replay(long from, Reader reader) {
        history.replay(from, reader);
    }

    @Override
    public void close() {
        history.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.server.SqlLiteral;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The statement that changes a progress row; as text, so that it can travel with the rows' statements. */
final class ProgressStatement {
    private final StringBuilder text = new StringBuilder(600);
    private char separator = ' ';

    private ProgressStatement(String table) {
        text.append("UPDATE ").append(table).append(" SET");
    }

    /** Returns the statement; it changes no row when the stream has another epoch. */
    static String of(ChannelKey key, String table, int worker, PositionRow next, long epoch) {
        ProgressStatement statement = new ProgressStatement(table);
        statement.transaction(next);
        statement.copy(next.copy());
        statement.place(next.next());
        statement.number("transactions", next.transactions());
        statement.handedOn(next);
        StringBuilder text = statement.text.append(", applied_at=CURRENT_TIMESTAMP(6) WHERE channel=");
        SqlLiteral.append(text, key.channel());
        text.append(" AND source=");
        SqlLiteral.append(text, key.source());
        return text.append(" AND worker=")
                .append(worker)
                .append(" AND epoch=")
                .append(epoch)
                .toString();
    }

    private void transaction(PositionRow row) {
        Optional<PositionRow.Last> last = row.last();
        number("origin_site", last.map(l -> (long) l.origin().site()));
        string("origin_gtid", last.map(l -> l.origin().gtid().toString()));
        string("gtid_set", Optional.of(row.gtids().toString()));
        string("last_gtid", last.flatMap(PositionRow.Last::gtid).map(Gtid::toString));
        string(
                "source_committed_at",
                last.filter(l -> l.committedMicros() > 0).map(l -> timestamp(l.committedMicros())));
    }

    private void copy(PositionRow.Copy copy) {
        string("snapshot_id", Optional.of(copy.snapshot()).filter(id -> !id.isEmpty()));
        number("snapshot_record", copy.record());
        number("snapshot_complete", copy.complete() ? 1 : 0);
        string(
                "snapshot_tables",
                Optional.of(copy.lines()).filter(lines -> !lines.isEmpty()).map(lines -> String.join("\n", lines)));
    }

    private void place(Optional<Coordinates> next) {
        string("kafka_topic", next.map(Coordinates::topic));
        number("kafka_partition", next.map(at -> (long) at.partition()));
        number("kafka_offset", next.map(Coordinates::offset));
    }

    private void handedOn(PositionRow row) {
        string("path", row.last().map(last -> last.path().toString()));
        string(
                "origin_gtid_set",
                Optional.of(row.origins()).filter(set -> !set.isEmpty()).map(GtidSet::toString));
    }

    private StringBuilder column(String column) {
        text.append(separator).append(column).append('=');
        separator = ',';
        return text;
    }

    private void string(String column, Optional<String> value) {
        column(column);
        value.ifPresentOrElse(known -> SqlLiteral.append(text, known), () -> text.append("NULL"));
    }

    private void number(String column, Optional<Long> value) {
        column(column);
        value.ifPresentOrElse(text::append, () -> text.append("NULL"));
    }

    private void number(String column, long value) {
        column(column).append(value);
    }

    private static String timestamp(long micros) {
        Instant instant = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString().replace('T', ' ');
    }
}

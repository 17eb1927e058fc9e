// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.source.decode.DecodedRow;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads rows of Duplex's own tables without their schema: their first columns never change, see
 * {@link io.duplex.protocol.origin.MetadataTables}.
 */
final class MetadataRows {
    private static final int APPLIED_ORIGIN_SITE = 4;
    private static final int APPLIED_ORIGIN_GTID = 5;
    private static final int APPLIED_PATH = 18;

    private static final int INTENT_CHANNEL = 0;
    private static final int INTENT_SOURCE = 1;
    private static final int INTENT_GTID = 2;
    private static final int INTENT_ORIGIN_SITE = 3;
    private static final int INTENT_ORIGIN_GTID = 4;
    private static final int INTENT_CONNECTION = 5;
    private static final int INTENT_DIGEST = 6;
    private static final int INTENT_VERBATIM = 7;
    private static final int INTENT_STATE = 8;
    private static final int INTENT_PATH = 14;
    private static final long STARTED = 1;

    private static final int SERVER_UUID = 0;
    private static final int SERVER_SITE = 1;
    private static final int SERVER_LOCAL = 2;

    private MetadataRows() {}

    /** Returns where the transaction with this row of {@code applied_transaction} comes from, if the row tells. */
    static Optional<Arrival> applied(DecodedRow row) {
        Object site = row.get(APPLIED_ORIGIN_SITE);
        Object gtid = row.get(APPLIED_ORIGIN_GTID);
        if (site == null || gtid == null) {
            return Optional.empty();
        }
        Origin origin = new Origin(site(row, APPLIED_ORIGIN_SITE), Gtid.parse(text(row, APPLIED_ORIGIN_GTID)));
        return Optional.of(arrival(origin, row, APPLIED_PATH));
    }

    /** Rows of former versions do not tell the path. */
    private static Arrival arrival(Origin origin, DecodedRow row, int path) {
        boolean told = row.size() > path && row.get(path) != null;
        return told ? new Arrival(origin, SitePath.parse(text(row, path))) : Arrival.from(origin);
    }

    /** Returns the key of a row of {@code ddl_intent}. */
    static String intentKey(DecodedRow row) {
        return text(row, INTENT_CHANNEL) + '\n' + text(row, INTENT_SOURCE) + '\n' + text(row, INTENT_GTID);
    }

    /** Returns the intent of a row of {@code ddl_intent}, empty when it is closed. */
    static Optional<Intent> openIntent(DecodedRow row) {
        if (number(row, INTENT_STATE) != STARTED) {
            return Optional.empty();
        }
        Origin origin = new Origin(site(row, INTENT_ORIGIN_SITE), Gtid.parse(text(row, INTENT_ORIGIN_GTID)));
        return Optional.of(new Intent(
                number(row, INTENT_CONNECTION),
                arrival(origin, row, INTENT_PATH),
                text(row, INTENT_DIGEST),
                number(row, INTENT_VERBATIM) != 0));
    }

    /** Returns the server of a row of {@code site_server}. */
    static KnownServers.Server server(DecodedRow row) {
        return new KnownServers.Server(
                text(row, SERVER_UUID).toLowerCase(Locale.ROOT),
                site(row, SERVER_SITE),
                number(row, SERVER_LOCAL) != 0);
    }

    /** The binlog does not tell that the column is unsigned. */
    private static int site(DecodedRow row, int column) {
        return (int) number(row, column) & 0xffff;
    }

    private static long number(DecodedRow row, int column) {
        if (row.get(column) instanceof Long number) {
            return number;
        }
        throw unexpected(row, column);
    }

    private static String text(DecodedRow row, int column) {
        if (row.get(column) instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw unexpected(row, column);
    }

    private static IllegalArgumentException unexpected(DecodedRow row, int column) {
        return new IllegalArgumentException(
                "Column " + (column + 1) + " of Duplex's own table holds an unexpected value: " + row);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import java.util.List;

/**
 * What this site has to say to another one about rows.
 *
 * @param site the other one
 * @param keys of the rows; several only to have them checked
 */
public record SettlementRequest(int site, Kind kind, TableId table, List<DecodedImage> keys) {
    public SettlementRequest {
        keys = List.copyOf(keys);
    }

    /** The other site makes the row so, answers with its own, or answers for those that it lacks. */
    public enum Kind {
        TELL,
        ASK,
        CHECK
    }

    /** Tells the other site how a row is. */
    public static SettlementRequest tell(int site, TableId table, DecodedImage key) {
        return new SettlementRequest(site, Kind.TELL, table, List.of(key));
    }

    /** Asks the other site how a row is. */
    public static SettlementRequest ask(int site, TableId table, DecodedImage key) {
        return new SettlementRequest(site, Kind.ASK, table, List.of(key));
    }

    /** Asks the other site which of these rows are gone there. */
    public static SettlementRequest check(int site, TableId table, List<DecodedImage> keys) {
        return new SettlementRequest(site, Kind.CHECK, table, keys);
    }

    /**
     * Reads {@link #asks} and {@link #text}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static SettlementRequest of(int site, boolean asks, TableId table, String text) {
        Kind answered = text.startsWith("[") ? Kind.CHECK : Kind.ASK;
        return new SettlementRequest(site, asks ? answered : Kind.TELL, table, ImageText.parseAll(text));
    }

    /** Tells whether the other site may have to answer. */
    public boolean asks() {
        return kind != Kind.TELL;
    }

    /** Returns the key as text, or a list of keys that are to be checked. */
    public String text() {
        return kind == Kind.CHECK ? ImageText.of(keys) : ImageText.of(keys.get(0));
    }
}

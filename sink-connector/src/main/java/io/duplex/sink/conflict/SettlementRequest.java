// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What this site has to say to another one about rows.
 *
 * @param site the other one
 * @param keys of the rows; several only to have them checked
 * @param awaits what is to be applied here before it is said
 */
public record SettlementRequest(int site, Kind kind, TableId table, List<DecodedImage> keys, SeenTransactions awaits) {
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
        return new SettlementRequest(site, Kind.TELL, table, List.of(key), SeenTransactions.NONE);
    }

    /** Asks the other site how a row is. */
    public static SettlementRequest ask(int site, TableId table, DecodedImage key) {
        return new SettlementRequest(site, Kind.ASK, table, List.of(key), SeenTransactions.NONE);
    }

    /** Asks the other site which of these rows are gone there. */
    public static SettlementRequest check(int site, TableId table, List<DecodedImage> keys) {
        return new SettlementRequest(site, Kind.CHECK, table, keys, SeenTransactions.NONE);
    }

    /**
     * Reads {@link #asks} and {@link #text}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static SettlementRequest of(int site, boolean asks, TableId table, String text) {
        Kind answered = text.startsWith("[") ? Kind.CHECK : Kind.ASK;
        return new SettlementRequest(
                site, asks ? answered : Kind.TELL, table, ImageText.parseAll(text), SeenTransactions.NONE);
    }

    /** Returns the same, to be said when this is applied here. */
    public SettlementRequest after(SeenTransactions awaited) {
        return new SettlementRequest(site, kind, table, keys, awaited);
    }

    /** Returns the same about these keys instead, which have other names. */
    public SettlementRequest with(UnaryOperator<DecodedImage> named) {
        return new SettlementRequest(site, kind, table, keys.stream().map(named).toList(), awaits);
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

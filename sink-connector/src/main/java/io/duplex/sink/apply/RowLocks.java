// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import io.duplex.sink.apply.RowStatement.Slot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds rows of the target by their unique keys and locks them until the end of the open transaction. */
final class RowLocks {
    private final PreparedStatements prepared;

    RowLocks(Connection connection) {
        this.prepared = new PreparedStatements(connection);
    }

    /** Returns the row that has the identifying key of an image, which must have it. */
    Optional<DecodedImage> one(Target target, DecodedImage image) throws SQLException {
        return rows(target, target.keySlots(image.columns()), image).stream().findFirst();
    }

    /** Returns the rows that have any unique key of an image; not by keys over expressions or parts of columns. */
    List<DecodedImage> all(Target target, DecodedImage image) throws SQLException {
        List<DecodedImage> rows = new ArrayList<>();
        for (List<Slot> key : uniqueKeys(target.table(), image)) {
            for (DecodedImage row : rows(target, key, image)) {
                if (!rows.contains(row)) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Tells whether a row is there that is equal to the image. */
    boolean hasEqual(Target target, DecodedImage image) throws SQLException {
        PreparedStatement query = prepared.get(target.lockEqual(image.columns()));
        bind(query, target.writable(image.columns()), image);
        try (ResultSet found = query.executeQuery()) {
            return found.next();
        }
    }

    private static List<List<Slot>> uniqueKeys(TableSchema table, DecodedImage image) {
        List<List<Slot>> keys = new ArrayList<>();
        keys.add(slots(table, table.primaryKey(), image));
        for (UniqueKey key : table.uniqueKeys()) {
            keys.add(key.prefixed() ? List.of() : slots(table, key.columns(), image));
        }
        keys.removeIf(List::isEmpty);
        return keys;
    }

    /** Returns where an image has the values of a key; nothing when one is NULL or not told. */
    private static List<Slot> slots(TableSchema table, List<String> key, DecodedImage image) {
        List<Slot> slots = new ArrayList<>();
        for (String name : key) {
            Optional<Column> column = table.column(name);
            for (int i = 0; i < image.size(); i++) {
                if (image.name(i).equalsIgnoreCase(name) && image.get(i) != null && column.isPresent()) {
                    slots.add(new Slot(i, column.get()));
                }
            }
        }
        return slots.size() == key.size() ? slots : List.of();
    }

    private List<DecodedImage> rows(Target target, List<Slot> key, DecodedImage image) throws SQLException {
        String where = key.stream()
                .map(slot -> ValueBinders.keyCondition(slot.column()))
                .collect(Collectors.joining(" AND "));
        PreparedStatement query = prepared.get(target.reader().selection() + " WHERE " + where + " FOR UPDATE");
        bind(query, key, image);
        List<DecodedImage> rows = new ArrayList<>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                rows.add(target.reader().read(found));
            }
        }
        return rows;
    }

    private static void bind(PreparedStatement query, List<Slot> slots, DecodedImage image) throws SQLException {
        ParameterOutput output = new ParameterOutput(query);
        for (Slot slot : slots) {
            ValueBinders.write(output, image.get(slot.position()), slot.column());
        }
    }
}

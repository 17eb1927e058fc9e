// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.apply.RowStatement.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row change on its way into a statement; one or several changes of the source.
 *
 * @param before the row before the first of them
 * @param after the row after the last of them
 */
record GroupRow(
        Target target,
        Kind kind,
        @Nullable DecodedImage before,
        @Nullable DecodedImage after,
        RowFlags flags) {
    /** Bytes with which a row gets a statement of its own. */
    private static final long HUGE = 1 << 18;

    /** Of a change that inserts, updates or deletes. */
    static GroupRow of(Target target, DecodedChange change, RowFlags flags) {
        Kind kind = RowStatement.kind(change.operation()).orElseThrow();
        return new GroupRow(
                target,
                kind,
                kind == Kind.INSERT ? null : change.before().orElseThrow(),
                kind == Kind.DELETE ? null : change.after().orElseThrow(),
                flags);
    }

    /** Of a copied row. */
    static GroupRow copied(Target target, Kind kind, DecodedImage row, RowFlags flags) {
        return new GroupRow(target, kind, null, row, flags);
    }

    /** Returns the change that leads elsewhere. */
    GroupRow withAfter(DecodedImage other) {
        return new GroupRow(target, kind, before, other, flags);
    }

    /** Returns the change that begins elsewhere. */
    GroupRow withBefore(DecodedImage other) {
        return new GroupRow(target, kind, other, after, flags);
    }

    /** Returns an image with the row's key: that before, if there was one. */
    DecodedImage image() {
        DecodedImage old = before;
        return old != null ? old : written();
    }

    /** Returns the image that a statement for many rows has the values of. */
    DecodedImage written() {
        DecodedImage next = after;
        if (next != null) {
            return next;
        }
        DecodedImage old = before;
        if (old == null) {
            throw new IllegalStateException("A change of " + target.id() + " has no image");
        }
        return old;
    }

    /**
     * Returns the statement that can write this row with others.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    Optional<MultiRow> multiRow() {
        if (RowWriter.size(written()) > HUGE) {
            return Optional.empty();
        }
        return target.multiRow(kind, columns(before), columns(after))
                .filter(statement -> statement.takes(before, after));
    }

    private static List<String> columns(@Nullable DecodedImage image) {
        return image == null ? List.of() : image.columns();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import java.util.List;

/**
 * A foreign key of the target.
 *
 * @param child whose rows refer
 * @param columns of the child
 * @param parent whose rows are referred to
 * @param referenced columns of the parent, in the order of {@code columns}
 * @param onDelete what the server does to the children of a deleted parent
 * @param onUpdate what it does to those of a parent whose referenced columns change
 */
record ForeignKey(
        TableId child, List<String> columns, TableId parent, List<String> referenced, Rule onDelete, Rule onUpdate) {

    /** What the server does to the referring rows. */
    enum Rule {
        REFUSE,
        SET_NULL,
        CASCADE;

        static Rule of(String text) {
            return switch (text) {
                case "CASCADE" -> CASCADE;
                case "SET NULL", "SET DEFAULT" -> SET_NULL;
                default -> REFUSE;
            };
        }

        /** Tells whether rows of the child change with the parent's. */
        boolean spreads() {
            return this != REFUSE;
        }
    }
}

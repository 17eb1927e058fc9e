// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import java.util.Optional;

/** One clause of ALTER TABLE that changes what the model holds; the others leave no trace here. */
sealed interface AlterClause {
    /** FIRST, AFTER a column, or neither. */
    record Place(boolean first, Optional<String> after) {
        static final Place UNSAID = new Place(false, Optional.empty());

        boolean said() {
            return first || after.isPresent();
        }
    }

    /** ADD COLUMN. */
    record AddColumn(ColumnSpec column, Place place) implements AlterClause {}

    /** CHANGE, and MODIFY, which keeps the name. */
    record ChangeColumn(String oldName, ColumnSpec column, Place place) implements AlterClause {}

    /** RENAME COLUMN. */
    record RenameColumn(String oldName, String newName) implements AlterClause {}

    /** DROP COLUMN. */
    record DropColumn(String name) implements AlterClause {}

    /** ALTER COLUMN SET DEFAULT, or DROP DEFAULT when the value is empty. */
    record SetDefault(String column, Optional<DefaultSpec> value) implements AlterClause {}

    /** ALTER COLUMN SET VISIBLE or INVISIBLE. */
    record SetVisibility(String column, boolean visible) implements AlterClause {}

    /** ADD of any index, also the one of a foreign key. */
    record AddIndex(IndexSpec index) implements AlterClause {}

    /** DROP INDEX, DROP PRIMARY KEY, and DROP CONSTRAINT, which may name something else than an index. */
    record DropIndex(String name) implements AlterClause {}

    /** RENAME INDEX. */
    record RenameIndex(String oldName, String newName) implements AlterClause {}

    /** RENAME TO. */
    record RenameTo(TableId newId) implements AlterClause {}

    /** CONVERT TO CHARACTER SET. */
    record Convert(TableOptionSpec options) implements AlterClause {}

    /** DEFAULT CHARACTER SET, COLLATE, COMMENT. */
    record SetOptions(TableOptionSpec options) implements AlterClause {}
}

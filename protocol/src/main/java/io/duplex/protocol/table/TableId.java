// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.util.Locale;

/** Name of a table: its database (schema) and its own name, in the case in which the server stores them. */
public record TableId(String database, String table) implements Comparable<TableId> {

    /** Returns {@code `database`.`table`}, back-ticks in names doubled, fit for an SQL statement. */
    public String quoted() {
        return quote(database) + "." + quote(table);
    }

    /** Returns the identifier in back-ticks, back-ticks inside doubled. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** Returns the id in lower case, for servers with {@code lower_case_table_names} other than 0. */
    public TableId lowerCase() {
        return new TableId(database.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(TableId other) {
        int byDatabase = database.compareTo(other.database);
        return byDatabase != 0 ? byDatabase : table.compareTo(other.table);
    }

    /** Returns {@code database.table}, as Debezium prints it and as include lists match it. */
    @Override
    public String toString() {
        return database + "." + table;
    }
}

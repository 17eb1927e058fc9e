// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import java.util.Locale;

/**
 * What a statement's text leaves to the server.
 *
 * @param version such as 80033
 * @param charsets its character sets
 * @param collation {@code @@global.collation_server}
 * @param lowerCaseTableNames {@code @@lower_case_table_names}
 * @param explicitDefaultsForTimestamp {@code @@global.explicit_defaults_for_timestamp}
 */
public record ServerDefaults(
        int version,
        CharacterSets charsets,
        String collation,
        int lowerCaseTableNames,
        boolean explicitDefaultsForTimestamp) {

    /** Returns the built-in defaults of a server version. */
    public static ServerDefaults ofVersion(int version) {
        boolean modern = version >= 80000;
        return new ServerDefaults(
                version,
                CharacterSets.ofVersion(version),
                modern ? "utf8mb4_0900_ai_ci" : "latin1_swedish_ci",
                0,
                modern);
    }

    /** The name as the server stores it. */
    TableId stored(TableId id) {
        return lowerCaseTableNames == 1 ? id.lowerCase() : id;
    }

    /** The name as the server compares it. */
    TableId key(TableId id) {
        return lowerCaseTableNames == 0 ? id : id.lowerCase();
    }

    String key(String database) {
        return lowerCaseTableNames == 0 ? database : database.toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.header.RowsFollow;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a statement in the binlog is to the transaction that it stands in. */
enum Statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    /** SAVEPOINT and RELEASE SAVEPOINT: what was rolled back to one is not in the binlog. */
    SAVEPOINT,
    /** Takes back some of the rows before it; written when tables without transactions were changed too. */
    ROLLBACK_TO,
    XA,
    /** CREATE TABLE ... SELECT, followed by its rows. */
    CREATE_WITH_ROWS,
    /** Temporary tables are no part of what is replicated. */
    TEMPORARY_TABLE,
    /** INSERT, UPDATE and the like by text. */
    DML,
    /** Anything else: DDL. */
    DDL;

    private static final Pattern WORDS = Pattern.compile(
            "(?:\\s|/\\*.*?\\*/|--\\s[^\\n]*\\n|#[^\\n]*\\n)*([A-Za-z]+)(?:\\s+([A-Za-z]+))?.*", Pattern.DOTALL);

    static Statement of(String sql) {
        switch (sql) {
            case "BEGIN" -> {
                return BEGIN;
            }
            case "COMMIT" -> {
                return COMMIT;
            }
            case "ROLLBACK" -> {
                return ROLLBACK;
            }
            default -> {
                Matcher words = WORDS.matcher(sql);
                return words.matches() ? of(upper(words.group(1)), upper(words.group(2)), sql) : DDL;
            }
        }
    }

    private static Statement of(String first, String second, String sql) {
        return switch (first) {
            case "BEGIN" -> BEGIN;
            case "COMMIT" -> COMMIT;
            case "ROLLBACK" -> second.equals("TO") || second.equals("WORK") ? ROLLBACK_TO : ROLLBACK;
            case "SAVEPOINT", "RELEASE" -> SAVEPOINT;
            case "XA" -> XA;
            case "INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "CALL", "DO", "SELECT", "WITH" -> DML;
            case "CREATE" -> create(second, sql);
            case "DROP" -> second.equals("TEMPORARY") ? TEMPORARY_TABLE : DDL;
            default -> DDL;
        };
    }

    private static Statement create(String second, String sql) {
        if (second.equals("TEMPORARY")) {
            return TEMPORARY_TABLE;
        }
        return second.equals("TABLE") && RowsFollow.in(sql).find() ? CREATE_WITH_ROWS : DDL;
    }

    private static String upper(@Nullable String word) {
        return word == null ? "" : word.toUpperCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.binlog.SessionState;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The session in which a DDL statement ran, as far as its meaning for columns depends on it.
 *
 * @param defaultDatabase the session's current database
 * @param sqlMode the bits of {@code sql_mode} as the binlog writes them
 * @param explicitDefaultsForTimestamp empty when the binlog does not tell: the server's setting holds
 * @param serverCollation id of {@code collation_server}, what CREATE DATABASE falls back to
 * @param utf8mb4Collation id of {@code default_collation_for_utf8mb4}
 */
public record StatementContext(
        Optional<String> defaultDatabase,
        long sqlMode,
        Optional<Boolean> explicitDefaultsForTimestamp,
        OptionalInt serverCollation,
        OptionalInt utf8mb4Collation) {
    private static final long REAL_AS_FLOAT = 1L;
    private static final long PIPES_AS_CONCAT = 1L << 1;
    private static final long ANSI_QUOTES = 1L << 2;
    private static final long IGNORE_SPACE = 1L << 3;
    private static final long NO_BACKSLASH_ESCAPES = 1L << 20;
    private static final long HIGH_NOT_PRECEDENCE = 1L << 29;

    /** Returns the context of a session with default settings; an empty name means no current database. */
    public static StatementContext of(String defaultDatabase) {
        return of(defaultDatabase, 0);
    }

    /** Returns the context of what the server itself says of a table: nothing is left to a session's defaults. */
    public static StatementContext ofDefinition(String database) {
        return of(database).withExplicitDefaultsForTimestamp(true);
    }

    /** Returns the context of a session with this sql_mode. */
    public static StatementContext of(String defaultDatabase, long sqlMode) {
        return new StatementContext(
                defaultDatabase.isEmpty() ? Optional.empty() : Optional.of(defaultDatabase),
                sqlMode,
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** Returns the context that a Query event tells. */
    public static StatementContext of(String defaultDatabase, SessionState session) {
        StatementContext context = of(defaultDatabase, session.sqlMode().orElse(0));
        if (session.charset().isPresent()) {
            context = context.withServerCollation(session.charset().get().server());
        }
        Integer explicit = session.numbers().get(SessionState.EXPLICIT_DEFAULTS);
        if (explicit != null) {
            context = context.withExplicitDefaultsForTimestamp(explicit != 0);
        }
        Integer utf8mb4 = session.numbers().get(SessionState.UTF8MB4_COLLATION);
        return utf8mb4 == null ? context : context.withUtf8mb4Collation(utf8mb4);
    }

    public StatementContext withExplicitDefaultsForTimestamp(boolean value) {
        return new StatementContext(defaultDatabase, sqlMode, Optional.of(value), serverCollation, utf8mb4Collation);
    }

    public StatementContext withServerCollation(int id) {
        return new StatementContext(
                defaultDatabase, sqlMode, explicitDefaultsForTimestamp, OptionalInt.of(id), utf8mb4Collation);
    }

    public StatementContext withUtf8mb4Collation(int id) {
        return new StatementContext(
                defaultDatabase, sqlMode, explicitDefaultsForTimestamp, serverCollation, OptionalInt.of(id));
    }

    boolean realAsFloat() {
        return has(REAL_AS_FLOAT);
    }

    boolean pipesAsConcat() {
        return has(PIPES_AS_CONCAT);
    }

    boolean ansiQuotes() {
        return has(ANSI_QUOTES);
    }

    boolean ignoreSpace() {
        return has(IGNORE_SPACE);
    }

    boolean noBackslashEscapes() {
        return has(NO_BACKSLASH_ESCAPES);
    }

    boolean highNotPrecedence() {
        return has(HIGH_NOT_PRECEDENCE);
    }

    private boolean has(long bit) {
        return (sqlMode & bit) != 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a Query event's status variables tell of the session that ran the statement. Empty where the event does not
 * tell.
 *
 * @param flags2 {@code OPTION_*} bits, see the constants
 * @param sqlMode bits as {@code @@sql_mode} has them
 * @param charset collation ids of the session
 * @param timeZone {@code SYSTEM}, an offset or a name
 * @param autoIncrement the pair, when it is not the default
 * @param timeMicros the statement's time ({@code timestamp} of the session) in microseconds since 1970
 * @param numbers further variables by their names
 * @param databases databases that the statement touches; empty also when there are more than 254
 * @param invoker the account that the server took for a definer that was not named, quoted as in a DEFINER clause
 */
public record SessionState(
        OptionalInt flags2,
        OptionalLong sqlMode,
        Optional<Charset> charset,
        Optional<String> timeZone,
        Optional<AutoIncrement> autoIncrement,
        long timeMicros,
        Map<String, Integer> numbers,
        List<String> databases,
        Optional<String> invoker) {

    /** Nothing is told. */
    public static final SessionState UNKNOWN = new SessionState(
            OptionalInt.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Map.of(),
            List.of(),
            Optional.empty());

    /** {@code lc_time_names}, as a number of the server's own. */
    public static final String LC_TIME_NAMES = "lc_time_names";

    /** Collation id of the default database. */
    public static final String COLLATION_DATABASE = "collation_database";

    public static final String EXPLICIT_DEFAULTS = "explicit_defaults_for_timestamp";

    /** Collation id. */
    public static final String UTF8MB4_COLLATION = "default_collation_for_utf8mb4";

    public static final String REQUIRE_PRIMARY_KEY = "sql_require_primary_key";
    public static final String TABLE_ENCRYPTION = "default_table_encryption";

    /** Bit of flags2. */
    public static final int AUTO_IS_NULL = 1 << 14;

    /** Bit of flags2. */
    public static final int NOT_AUTOCOMMIT = 1 << 19;

    /** Bit of flags2. */
    public static final int NO_FOREIGN_KEY_CHECKS = 1 << 26;

    /** Bit of flags2. */
    public static final int RELAXED_UNIQUE_CHECKS = 1 << 27;

    public SessionState {
        numbers = Map.copyOf(numbers);
        databases = List.copyOf(databases);
    }

    /** Collation ids: {@code character_set_client}, {@code collation_connection}, {@code collation_server}. */
    public record Charset(int client, int connection, int server) {}

    /** {@code auto_increment_increment} and {@code auto_increment_offset}. */
    public record AutoIncrement(int increment, int offset) {}

    /**
     * Returns the session's variables by name, as SQL literals fit for {@code SET name = value}: numbers, and texts in
     * quotes. Collations and character sets are ids, which {@code SET} takes too.
     */
    public Map<String, String> variables() {
        TreeMap<String, String> variables = new TreeMap<>();
        flags2.ifPresent(flags -> {
            variables.put("foreign_key_checks", (flags & NO_FOREIGN_KEY_CHECKS) == 0 ? "1" : "0");
            variables.put("unique_checks", (flags & RELAXED_UNIQUE_CHECKS) == 0 ? "1" : "0");
            variables.put("sql_auto_is_null", (flags & AUTO_IS_NULL) == 0 ? "0" : "1");
        });
        sqlMode.ifPresent(mode -> variables.put("sql_mode", Long.toString(mode)));
        charset.ifPresent(ids -> {
            variables.put("character_set_client", Integer.toString(ids.client()));
            variables.put("collation_connection", Integer.toString(ids.connection()));
            variables.put("collation_server", Integer.toString(ids.server()));
        });
        timeZone.ifPresent(zone -> variables.put("time_zone", "'" + zone.replace("'", "''") + "'"));
        variables.put(
                "auto_increment_increment",
                Integer.toString(autoIncrement.map(AutoIncrement::increment).orElse(1)));
        variables.put(
                "auto_increment_offset",
                Integer.toString(autoIncrement.map(AutoIncrement::offset).orElse(1)));
        numbers.forEach((name, value) -> variables.put(name, value.toString()));
        variables.put(
                "timestamp", timeMicros / 1_000_000 + "." + String.format(Locale.ROOT, "%06d", timeMicros % 1_000_000));
        return variables;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * How a snapshot reads rows.
 *
 * @param threads sessions that read at once
 * @param partsPerThread into how many parts for each of them a table is divided at least
 * @param partsOf the same for single tables, by {@code database.table}
 * @param fetchSize rows that the driver reads at once through a server's cursor, not positive to let them stream
 * @param streamFrom a table that is known to have fewer rows is read at once; 0 when none is
 * @param order order of the tables
 * @param overrides SELECT statements by {@code database.table}, of tables that are not read by the usual one
 */
public record SnapshotReading(
        int threads,
        int partsPerThread,
        Map<String, Integer> partsOf,
        int fetchSize,
        int streamFrom,
        Order order,
        Map<String, String> overrides) {
    public static final String THREADS = "snapshot.max.threads";
    public static final String PARTS = "snapshot.max.threads.multiplier";
    public static final String FETCH_SIZE = "snapshot.fetch.size";
    public static final String STREAM_FROM = "min.row.count.to.stream.results";
    public static final String ORDER = "snapshot.tables.order.by.row.count";
    public static final String OVERRIDES = "snapshot.select.statement.overrides";
    public static final String QUERY_MODE = "snapshot.query.mode";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,3}");

    /** {@code snapshot.tables.order.by.row.count}. */
    public enum Order {
        /** In the order of the include list, and by name. */
        DISABLED,
        /** The smallest table first, as the server estimates. */
        ASCENDING,
        /** The largest table first. */
        DESCENDING
    }

    public SnapshotReading {
        overrides = Map.copyOf(overrides);
        partsOf = Map.copyOf(partsOf);
    }

    static void define(OptionGroup group) {
        group.add(
                        THREADS,
                        "Threads",
                        ConfigDef.Type.INT,
                        1,
                        Range.between(1, 64),
                        "Sessions that read at once, all of the same consistent state. Tables with a key are divided "
                                + "into parts, so that one large table uses all of them. Records come in the same "
                                + "order whatever the number.")
                .add(
                        PARTS,
                        "Parts for each thread",
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        "Into how many parts for each thread a table is divided at least; large ones are divided into "
                                + "more, so that a part fits into memory. An option of this name, a dot and a table's "
                                + "name (database.table) gives that table's own number.")
                .add(
                        FETCH_SIZE,
                        "Fetch size",
                        ConfigDef.Type.INT,
                        null,
                        "Rows that are read at once through a cursor of the server; without it rows stream one by one, "
                                + "which needs no memory on either side.")
                .add(
                        STREAM_FROM,
                        "Rows to stream from",
                        ConfigDef.Type.INT,
                        1000,
                        Range.atLeast(0),
                        "Tables that, as the server estimates, have no more rows than this and little data are read "
                                + "into memory at once; 0 lets the rows of all tables stream.");
        defineTables(group);
    }

    private static void defineTables(OptionGroup group) {
        group.add(
                        ORDER,
                        "Order of tables",
                        ConfigDef.Type.STRING,
                        "disabled",
                        Choice.of("disabled", "ascending", "descending"),
                        "Order in which tables are copied: disabled (as the include list names them, then by name), "
                                + "ascending or descending (by the number of rows that the server estimates).")
                .add(
                        OVERRIDES,
                        "Tables with a SELECT of their own",
                        ConfigDef.Type.STRING,
                        null,
                        "Tables (database.table), separated by commas, whose rows are read by the SELECT statement "
                                + "that the option of this name, a dot and the table's name gives. The statement must "
                                + "give all columns; the rows are ordered by the table's key.")
                .add(
                        QUERY_MODE,
                        "Query mode",
                        ConfigDef.Type.STRING,
                        "select_all",
                        Choice.of("select_all"),
                        "How rows are read: select_all. Debezium's custom needs a class of its own interface, which "
                                + "Duplex does not load; use " + OVERRIDES + ".");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when a table's SELECT statement is missing, or its number of parts is none
     */
    static SnapshotReading from(AbstractConfig config) {
        Integer fetchSize = config.getInt(FETCH_SIZE);
        return new SnapshotReading(
                config.getInt(THREADS),
                config.getInt(PARTS),
                partsOf(config),
                fetchSize == null ? Integer.MIN_VALUE : fetchSize,
                config.getInt(STREAM_FROM),
                Order.valueOf(config.getString(ORDER).toUpperCase(Locale.ROOT)),
                overrides(config));
    }

    private static Map<String, Integer> partsOf(AbstractConfig config) {
        Map<String, Integer> parts = new TreeMap<>();
        config.originalsWithPrefix(PARTS + ".").forEach((table, value) -> {
            String text = String.valueOf(value).strip();
            if (!NUMBER.matcher(text).matches()) {
                throw new ConfigException(PARTS + "." + table, value, "It must be a number from 1 to 9999.");
            }
            parts.put(table, Integer.valueOf(text));
        });
        return parts;
    }

    private static Map<String, String> overrides(AbstractConfig config) {
        Map<String, String> overrides = new TreeMap<>();
        @Nullable String tables = config.getString(OVERRIDES);
        List<String> names = tables == null
                ? List.of()
                : Arrays.stream(tables.split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
        for (String name : names) {
            Object statement = config.originals().get(OVERRIDES + "." + name);
            if (statement == null || statement.toString().isBlank()) {
                throw new ConfigException(
                        OVERRIDES,
                        tables,
                        "There is no option " + OVERRIDES + "." + name + " with the table's SELECT statement.");
            }
            overrides.put(name, statement.toString());
        }
        return overrides;
    }

    /** Returns how this table is read. */
    TableSelect select(TableSelect usual) {
        TableSelect select = fetchSize > 0 ? usual.withCursor() : usual;
        String override = overrides.get(usual.table().id().toString());
        return override == null ? select : select.over(override);
    }

    /** Returns into how many parts for each thread this table is divided at least. */
    int partsPerThread(TableId table) {
        return partsOf.getOrDefault(table.toString(), partsPerThread);
    }

    boolean overridden(TableId table) {
        return overrides.containsKey(table.toString());
    }
}

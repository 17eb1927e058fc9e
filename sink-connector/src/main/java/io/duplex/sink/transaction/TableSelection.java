// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.ExpressionList;
import io.duplex.sink.server.OptionGroup;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which tables of a stream are written, by the lists' regular expressions over {@code database.table}. */
public final class TableSelection {
    public static final String INCLUDE = "table.include.list";
    public static final String EXCLUDE = "table.exclude.list";

    private static final ExpressionList EXPRESSIONS = new ExpressionList("(?<!\\\\),");

    private final List<Pattern> included;
    private final List<Pattern> excluded;

    private TableSelection(List<Pattern> included, List<Pattern> excluded) {
        this.included = included;
        this.excluded = excluded;
    }

    /** Returns a selection by the texts of both lists, empty where a list is not given. */
    public static TableSelection of(String include, String exclude) {
        return new TableSelection(EXPRESSIONS.patterns(include), EXPRESSIONS.patterns(exclude));
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Tables")
                .add(
                        INCLUDE,
                        "Include tables",
                        ConfigDef.Type.STRING,
                        "",
                        EXPRESSIONS,
                        "Regular expressions, separated by commas, for the names database.table of the tables that "
                                + "are written; all when empty. A comma inside an expression is written \\,.")
                .add(
                        EXCLUDE,
                        "Exclude tables",
                        ConfigDef.Type.STRING,
                        "",
                        EXPRESSIONS,
                        "Regular expressions, separated by commas, for the names database.table of the tables that "
                                + "are not written. Not together with " + INCLUDE + ".");
    }

    /** Reads these options. */
    public static TableSelection from(AbstractConfig config) {
        return of(config.getString(INCLUDE), config.getString(EXCLUDE));
    }

    /** Tells whether changes of this table are written. */
    public boolean selects(TableId table) {
        return (included.isEmpty() || matches(included, table)) && !matches(excluded, table);
    }

    private static boolean matches(List<Pattern> patterns, TableId table) {
        String name = table.toString();
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
}

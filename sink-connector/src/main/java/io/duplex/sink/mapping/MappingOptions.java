// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.ExpressionList;
import io.duplex.sink.server.OptionGroup;
import io.duplex.sink.server.SiteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which names the target has for the source's.
 *
 * @param rules entries in the order in which they are tried
 * @param merged matches names of the target's tables into which several are merged, beside those that the entries tell
 * @param mergedDdl what happens to DDL statements about merged tables
 */
public record MappingOptions(List<MappingRule> rules, List<Pattern> merged, MergedDdl mergedDdl) {
    public static final String MAPPING = "table.mapping";
    public static final String MERGED = "merged.tables";
    public static final String MERGED_DDL = "ddl.merged";

    /** The comma of a quantifier separates nothing. */
    private static final ExpressionList EXPRESSIONS = new ExpressionList("(?<!\\\\),(?![^{]*\\})");

    /** Nothing has another name. */
    public static final MappingOptions NONE = new MappingOptions(List.of(), List.of(), MergedDdl.FIRST);

    public MappingOptions {
        rules = List.copyOf(rules);
        merged = List.copyOf(merged);
    }

    /** What happens to DDL statements about a table that several are merged into. */
    public enum MergedDdl {
        /** The first of several equal ones is executed, the others count as executed. */
        FIRST,
        /** None is executed. */
        SKIP,
        /** The task stops. */
        FAIL
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Mapping")
                .add(
                        MAPPING,
                        "Names on the target",
                        ConfigDef.Type.STRING,
                        "",
                        new Entries(),
                        "Entries, separated by commas, of which the first that matches counts: "
                                + "source_db.*:target_db.*, source_db.table:target_db.table, and for columns "
                                + "source_db.table.column:new_name (nothing behind the colon leaves the column out). "
                                + "What stands before the colon are regular expressions, a dot outside of parentheses "
                                + "separates them, * alone is all; $1 behind the colon is the first group of "
                                + "parentheses, * the source's own name.")
                .add(
                        MERGED,
                        "Merged tables",
                        ConfigDef.Type.STRING,
                        "",
                        EXPRESSIONS,
                        "Regular expressions, separated by commas, for the names database.table of tables of the "
                                + "target that are made of several tables or of several sources. Those that "
                                + MAPPING + " makes of several by a regular expression need not be named.")
                .add(
                        MERGED_DDL,
                        "DDL of merged tables",
                        ConfigDef.Type.STRING,
                        "first",
                        ConfigDef.CaseInsensitiveValidString.in("first", "skip", "fail"),
                        "DDL statements about merged tables. first: of equal statements from the parts the first is "
                                + "executed, and those that would take away the other parts' rows stop the task. "
                                + "skip: none is executed. fail: each stops the task.");
    }

    /** Reads these options. */
    public static MappingOptions from(AbstractConfig config) {
        return new MappingOptions(
                rules(
                        config.getString(MAPPING),
                        new MetadataTables(config.getString(SiteOptions.METADATA_DATABASE)).rowState()),
                EXPRESSIONS.patterns(config.getString(MERGED)),
                MergedDdl.valueOf(config.getString(MERGED_DDL).toUpperCase(Locale.ROOT)));
    }

    /** Returns options with these entries. */
    public static MappingOptions of(String mapping) {
        return new MappingOptions(rules(mapping), List.of(), MergedDdl.FIRST);
    }

    /** Returns the target's databases that entries name. */
    public Set<String> databases() {
        return rules.stream()
                .filter(rule -> !rule.isForColumns())
                .map(rule -> rule.target().get(0))
                .filter(database -> !database.contains("*") && !database.contains("$"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean isMerged(TableId target) {
        String name = target.toString();
        return merged.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static List<MappingRule> rules(String list) {
        return EXPRESSIONS.entries(list).stream().map(MappingRule::parse).toList();
    }

    /** The sites tell each other about rows in conflict by a table whose name both must know, whatever a broad entry says. */
    static List<MappingRule> rules(String list, TableId kept) {
        List<MappingRule> rules = new ArrayList<>(rules(list));
        if (!rules.isEmpty()) {
            rules.add(0, MappingRule.parse("(" + Pattern.quote(kept.database()) + ")." + kept.table() + ":" + kept));
        }
        return rules;
    }

    private static final class Entries implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                MappingContradictions.refuse(rules(String.valueOf(value)));
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage());
            }
        }

        @Override
        public String toString() {
            return "source:target, separated by commas";
        }
    }
}

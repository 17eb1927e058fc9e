// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.envelope.ColumnRewrite;
import io.duplex.protocol.envelope.ColumnRules;
import io.duplex.protocol.envelope.ColumnRules.Rule;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Choice;
import io.duplex.source.server.Finding;
import io.duplex.source.server.OptionGroup;
import io.duplex.source.table.NamePatterns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * What is done to single columns.
 *
 * @param rules as the makers of records need them
 * @param keys {@code message.key.columns}
 * @param skipUnchanged whether an UPDATE that changes nothing which records say becomes no record
 */
public record ColumnOptions(ColumnRules rules, KeyColumns keys, boolean skipUnchanged) {
    public static final String INCLUDE = "column.include.list";
    public static final String EXCLUDE = "column.exclude.list";
    public static final String KEY_COLUMNS = "message.key.columns";
    public static final String SKIP_UNCHANGED = "skip.messages.without.change";
    public static final String PROPAGATE_COLUMNS = "column.propagate.source.type";
    public static final String PROPAGATE_TYPES = "datatype.propagate.source.type";
    public static final String CONVERTERS = "converters";
    public static final String FAILURES = "event.converting.failure.handling.mode";

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Columns");
        patterns(
                group,
                INCLUDE,
                "Included columns",
                "database.table.column: only such columns are in the rows of records, all when not given. Key columns"
                        + " are in keys regardless.");
        patterns(
                group,
                EXCLUDE,
                "Excluded columns",
                "database.table.column: such columns are not in the rows of records. Key columns are in keys"
                        + " regardless. To hide or cut values instead, see column.mask.with.<number>.chars,"
                        + " column.mask.hash.v2.<algorithm>.with.salt.<salt> and column.truncate.to.<number>.chars.");
        group.add(
                KEY_COLUMNS,
                "Key columns",
                ConfigDef.Type.STRING,
                null,
                KeyColumns.validator(),
                "Keys of records where they are not to be the primary keys: database.table:column,column;... with"
                        + " regular expressions for tables and columns.");
        group.add(
                SKIP_UNCHANGED,
                "Skip unchanged rows",
                ConfigDef.Type.BOOLEAN,
                false,
                "Whether an UPDATE becomes no record when it changes nothing that records say, such as excluded"
                        + " columns alone.");
        defineConversion(group);
    }

    private static void defineConversion(OptionGroup group) {
        patterns(
                group,
                PROPAGATE_COLUMNS,
                "Propagate column types",
                "database.table.column: the fields of such columns tell the column's type in their parameters.");
        patterns(
                group,
                PROPAGATE_TYPES,
                "Propagate data types",
                "database.table.TYPE, such as .*\\.DATETIME: the fields of columns of such types tell the column's"
                        + " type in their parameters.");
        group.add(
                CONVERTERS,
                "Converters",
                ConfigDef.Type.STRING,
                null,
                "Names of converters of columns, separated by commas; <name>.type is the converter's class, which"
                        + " implements Debezium's CustomConverter, and the other options that begin with <name> are its"
                        + " own.");
        group.add(
                FAILURES,
                "Values that cannot be converted",
                ConfigDef.Type.STRING,
                ConversionMode.WARN.value(),
                Choice.of(Arrays.stream(ConversionMode.values())
                        .map(ConversionMode::value)
                        .toArray(String[]::new)),
                "What happens when a converter fails or a field's type has no such value: fail stops the task, warn"
                        + " leaves the value out and logs it, skip only leaves it out.");
    }

    private static void patterns(OptionGroup group, String key, String display, String what) {
        group.add(
                key,
                display,
                ConfigDef.Type.STRING,
                null,
                NamePatterns.validator(),
                "Regular expressions, separated by commas, over " + what);
    }

    /**
     * Reads these options.
     *
     * @param comments {@code include.schema.comments}
     * @throws ConfigException when one is wrong
     */
    public static ColumnOptions from(AbstractConfig config, boolean comments) {
        Map<String, Object> given = config.originals();
        NamePatterns include = NamePatterns.parse(config.getString(INCLUDE));
        NamePatterns exclude = NamePatterns.parse(config.getString(EXCLUDE));
        KeyColumns keys = KeyColumns.parse(config.getString(KEY_COLUMNS));
        ColumnRules rules = ColumnRules.NONE
                .withIncluded(include.isEmpty() ? names(exclude).negate() : names(include))
                .withRules(rules(config, given, comments))
                .withKeys(keys::of)
                .withConversions(Converters.of(given))
                .withFailures(ConversionMode.parse(config.getString(FAILURES)).failures());
        return new ColumnOptions(rules, keys, config.getBoolean(SKIP_UNCHANGED));
    }

    private static List<Rule> rules(AbstractConfig config, Map<String, Object> given, boolean comments) {
        List<Rule> rules = new ArrayList<>(HidingOptions.rules(given));
        ColumnRewrite type = new ColumnRewrite.SourceType(comments);
        rules.add(rule(NamePatterns.parse(config.getString(PROPAGATE_COLUMNS)), type));
        NamePatterns types = NamePatterns.parse(config.getString(PROPAGATE_TYPES));
        rules.add(new Rule(
                (table, column) -> types.matches(
                        table + "." + column.declaration().declaredType().toUpperCase(Locale.ROOT)),
                type));
        return rules;
    }

    static Rule rule(NamePatterns columns, ColumnRewrite rewrite) {
        return new Rule(names(columns), rewrite);
    }

    private static BiPredicate<TableId, Column> names(NamePatterns columns) {
        return (table, column) -> columns.matches(KeyColumns.name(table, column));
    }

    /** Tells whether an option that is not defined by name is one of these all the same. */
    public static boolean isOne(String option, Map<String, String> given) {
        return HidingOptions.isOne(option) || Converters.isOption(option, given);
    }

    /**
     * Returns what is wrong with these options, beyond what their validators see.
     *
     * @param whole whether rows must stay as they are, because Duplex's sink reads them
     */
    public static List<Finding> findings(Map<String, String> given, boolean whole) {
        List<Finding> findings = new ArrayList<>(HidingOptions.findings(given));
        findings.addAll(Converters.findings(given));
        if (given.containsKey(INCLUDE) && given.containsKey(EXCLUDE)) {
            findings.add(new Finding(EXCLUDE, "Option " + EXCLUDE + " cannot be given together with " + INCLUDE + "."));
        }
        if (whole) {
            given.keySet().stream()
                    .filter(ColumnOptions::changesRows)
                    .sorted()
                    .map(option -> new Finding(option, notInAStream(option)))
                    .forEach(findings::add);
        }
        return findings;
    }

    private static boolean changesRows(String option) {
        return option.equals(INCLUDE)
                || option.equals(EXCLUDE)
                || option.equals(CONVERTERS)
                || HidingOptions.isOne(option);
    }

    private static String notInAStream(String option) {
        return "Option " + option + " cannot be given together with topic.layout=stream: a sink needs whole rows with"
                + " their own values, to find and to check the rows that it changes. Remove the option, or give these"
                + " consumers a second source connector with topic.layout=table.";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.Finding;
import io.duplex.sink.server.OptionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * How conflicts are noticed, decided and noted.
 *
 * @param usual what holds for tables without options of their own
 * @param byTable by {@code database.table} in lower case
 * @param log whether each decision is noted in the target's table of conflicts
 * @param keepDays how many days they stay there, 0 for ever
 * @param settles whether the sites settle rows that were in conflict
 */
public record ConflictOptions(
        TablePolicy usual,
        Map<String, TablePolicy> byTable,
        Detection detection,
        boolean log,
        int keepDays,
        boolean settles) {
    public static final String RESOLUTION = "conflict.resolution";
    public static final String DETECTION = "conflict.detection";
    public static final String VERSION_COLUMN = "conflict.version.column";
    public static final String DELTA_COLUMNS = "conflict.delta.columns";
    public static final String LOG = "conflict.log";
    public static final String KEEP_DAYS = "conflict.log.keep.days";
    public static final String SETTLEMENT = "conflict.settlement";

    private static final String AUTO = "auto";
    private static final List<String> BY_TABLE = List.of(RESOLUTION + ".", VERSION_COLUMN + ".", DELTA_COLUMNS + ".");

    /** Every conflict stops the task; a row that is there counts as the one that is meant. */
    public static final ConflictOptions STOP =
            new ConflictOptions(TablePolicy.STOP, Map.of(), Detection.KEY, true, 0, false);

    public ConflictOptions {
        byTable = Map.copyOf(byTable);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Conflicts")
                .add(
                        RESOLUTION,
                        "Resolution",
                        ConfigDef.Type.STRING,
                        Resolution.ERROR.value(),
                        ConfigDef.CaseInsensitiveValidString.in(Resolution.texts()),
                        "What happens when a change does not fit the target's rows: error stops the task and names "
                                + "the row, source makes the change all the same, target keeps the rows, latest takes "
                                + "the row with the higher " + VERSION_COLUMN + ", priority that of the site with the "
                                + "lower site.id. For one table: " + RESOLUTION + ".<database>.<table>.")
                .add(
                        VERSION_COLUMN,
                        "Version column",
                        ConfigDef.Type.STRING,
                        null,
                        "Column with a number or a time that grows with each change of a row, for the resolution "
                                + "latest. Where it is missing, NULL or equal, priority decides. For one table: "
                                + VERSION_COLUMN + ".<database>.<table>.")
                .add(
                        DETECTION,
                        "Detection",
                        ConfigDef.Type.STRING,
                        AUTO,
                        ConfigDef.CaseInsensitiveValidString.in(AUTO, "image", "key"),
                        "When a change does not fit: image when the target's row is missing or differs in any column "
                                + "from what it was at the source, key only when it is missing. The default auto is "
                                + "key where all conflicts stop the task, and image where any table has another "
                                + "resolution.");
        defineNotes(group);
    }

    private static void defineNotes(OptionGroup group) {
        group.add(
                        LOG,
                        "Log",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether each decision is noted, with the rows before and after the change and the target's "
                                + "rows, in the table conflict of metadata.database.")
                .add(
                        KEEP_DAYS,
                        "Days to keep",
                        ConfigDef.Type.INT,
                        0,
                        ConfigDef.Range.atLeast(0),
                        "Decisions that are older are deleted from the table conflict; 0 keeps all.")
                .add(
                        SETTLEMENT,
                        "Settlement",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether two sites with site.id tell each other how rows ended that were in conflict: the "
                                + "site with the lower site.id tells, by rows in the table row_state of "
                                + "<metadata.database>_settlement, which both sources must capture. Without it, sides "
                                + "may stay different when rows are deleted and inserted again, or get former values.");
    }

    /** Tells whether the option is one of these for a single table. */
    public static boolean isOfTable(String option) {
        return BY_TABLE.stream().anyMatch(option::startsWith);
    }

    /** Returns what is wrong with the options together, and with those of single tables. */
    public static List<Finding> findings(Map<String, String> given) {
        List<Finding> findings = new ArrayList<>();
        boolean priority = isPriority(given.getOrDefault(RESOLUTION, ""));
        for (Map.Entry<String, String> option : new TreeMap<>(given).entrySet()) {
            String name = option.getKey();
            if (!isOfTable(name)) {
                continue;
            }
            String value = option.getValue() == null ? "" : option.getValue();
            if (table(name).isEmpty()) {
                findings.add(new Finding(name, "The option's name must end with <database>.<table>."));
            } else if (value.isBlank()) {
                findings.add(new Finding(name, "The value is missing; give one or remove the option."));
            } else if (name.startsWith(RESOLUTION)) {
                priority |= isPriority(value);
                if (Resolution.parse(value).isEmpty()) {
                    findings.add(new Finding(
                            name,
                            "Value '" + value + "' must be one of " + String.join(", ", Resolution.texts()) + "."));
                }
            }
        }
        if (priority && given.getOrDefault("site.id", "").isBlank()) {
            findings.add(new Finding(
                    RESOLUTION, "The resolutions priority and latest need the target's site.id; give both sites one."));
        }
        return findings;
    }

    private static boolean isPriority(String value) {
        return Resolution.parse(value)
                .filter(resolution -> resolution == Resolution.PRIORITY || resolution == Resolution.LATEST)
                .isPresent();
    }

    /** Returns {@code database.table} out of an option's name, in lower case. */
    private static Optional<String> table(String option) {
        String rest = BY_TABLE.stream()
                .filter(option::startsWith)
                .map(prefix -> option.substring(prefix.length()))
                .findFirst()
                .orElse("");
        int dot = rest.indexOf('.');
        return dot > 0 && dot < rest.length() - 1 ? Optional.of(rest.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when one of a single table is wrong
     */
    public static ConflictOptions from(AbstractConfig config) {
        Map<String, String> given = new TreeMap<>();
        config.originals().forEach((name, value) -> given.put(name, String.valueOf(value)));
        findings(given).stream().findFirst().ifPresent(wrong -> {
            throw new ConfigException(wrong.option(), given.get(wrong.option()), wrong.message());
        });
        Resolution resolution = Resolution.parse(config.getString(RESOLUTION)).orElseThrow();
        Optional<String> version =
                Optional.ofNullable(config.getString(VERSION_COLUMN)).filter(column -> !column.isBlank());
        TablePolicy usual = new TablePolicy(resolution, version, Set.of());
        Map<String, TablePolicy> byTable = new TreeMap<>();
        given.forEach((name, value) -> table(name)
                .filter(table -> isOfTable(name))
                .ifPresent(table ->
                        byTable.merge(table, with(usual, name, value), (policy, other) -> with(policy, name, value))));
        return new ConflictOptions(
                usual,
                byTable,
                detection(config.getString(DETECTION), usual, byTable),
                config.getBoolean(LOG),
                config.getInt(KEEP_DAYS),
                config.getBoolean(SETTLEMENT));
    }

    private static TablePolicy with(TablePolicy policy, String option, String value) {
        if (option.startsWith(RESOLUTION)) {
            return new TablePolicy(
                    Resolution.parse(value).orElseThrow(), policy.versionColumn(), policy.deltaColumns());
        }
        if (option.startsWith(VERSION_COLUMN)) {
            return new TablePolicy(policy.resolution(), Optional.of(value.trim()), policy.deltaColumns());
        }
        Set<String> counters = Arrays.stream(value.split(","))
                .map(column -> column.trim().toLowerCase(Locale.ROOT))
                .filter(column -> !column.isEmpty())
                .collect(Collectors.toSet());
        return new TablePolicy(policy.resolution(), policy.versionColumn(), counters);
    }

    private static Detection detection(String given, TablePolicy usual, Map<String, TablePolicy> byTable) {
        if (!given.equalsIgnoreCase(AUTO)) {
            return Detection.valueOf(given.toUpperCase(Locale.ROOT));
        }
        return usual.resolves() || byTable.values().stream().anyMatch(TablePolicy::resolves)
                ? Detection.IMAGE
                : Detection.KEY;
    }

    /** Returns how conflicts about the table's rows are decided. */
    public TablePolicy policy(TableId table) {
        return byTable.getOrDefault(table.toString().toLowerCase(Locale.ROOT), usual);
    }

    /** Tells whether there may be a table of which conflicts are decided. */
    public boolean resolves() {
        return usual.resolves() || byTable.values().stream().anyMatch(TablePolicy::resolves);
    }

    /** Tells whether rows are compared with what they were before the change. */
    public boolean comparesImages() {
        return detection == Detection.IMAGE;
    }
}

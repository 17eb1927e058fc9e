// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.server.OptionGroup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Servers whose transactions are wanted, by the UUIDs of their GTIDs. DDL statements of all servers are followed,
 * because rows need them.
 *
 * @param filtersRows whether rows of other servers are left out
 * @param ignoredAtStart whether a task goes on from its offset's file and position, whatever GTIDs the offset names
 */
public record GtidSources(List<Pattern> includes, List<Pattern> excludes, boolean filtersRows, boolean ignoredAtStart) {
    public static final String INCLUDES = "gtid.source.includes";
    public static final String EXCLUDES = "gtid.source.excludes";
    public static final String FILTER_ROWS = "gtid.source.filter.dml.events";
    public static final String IGNORE_AT_START = "gtid.ignore.on.recovery";

    /** All servers. */
    public static final GtidSources ALL = new GtidSources(List.of(), List.of(), true, false);

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        String form = "Regular expressions, separated by commas, over whole UUIDs of ";
        new OptionGroup(definition, "GTIDs")
                .add(
                        INCLUDES,
                        "Included servers",
                        ConfigDef.Type.STRING,
                        null,
                        new Expressions(),
                        form + "GTIDs: only these servers' transactions are wanted. Binlogs of others that a server no "
                                + "longer has are not missed.")
                .add(
                        EXCLUDES,
                        "Excluded servers",
                        ConfigDef.Type.STRING,
                        null,
                        new Expressions(),
                        form + "GTIDs: these servers' transactions are not wanted. It cannot be given together with "
                                + INCLUDES + ".")
                .add(
                        FILTER_ROWS,
                        "Filter rows",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether rows of servers that are not wanted are left out; if not, they are only not missed "
                                + "when their binlogs are gone.")
                .add(
                        IGNORE_AT_START,
                        "Ignore GTIDs at start",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether a task that starts goes on from the binlog file and position of its offset instead "
                                + "of the GTID set, which then is what this server executed before that position. The "
                                + "last transaction may come again. Only while the offset's file is this server's; "
                                + "remove the option when the connector runs.");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when both lists are given
     */
    public static GtidSources from(AbstractConfig config) {
        List<Pattern> includes = parse(config.getString(INCLUDES));
        List<Pattern> excludes = parse(config.getString(EXCLUDES));
        if (!includes.isEmpty() && !excludes.isEmpty()) {
            throw new ConfigException(
                    EXCLUDES, config.getString(EXCLUDES), "It cannot be given together with " + INCLUDES + ".");
        }
        return new GtidSources(includes, excludes, config.getBoolean(FILTER_ROWS), config.getBoolean(IGNORE_AT_START));
    }

    private static List<Pattern> parse(@Nullable String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split(","))
                        .map(String::trim)
                        .filter(part -> !part.isEmpty())
                        .map(part -> Pattern.compile(part, Pattern.CASE_INSENSITIVE))
                        .toList();
    }

    /** Tells whether all servers are wanted. */
    public boolean isAll() {
        return includes.isEmpty() && excludes.isEmpty();
    }

    boolean wants(String uuid) {
        return includes.isEmpty() ? !matches(excludes, uuid) : matches(includes, uuid);
    }

    private static boolean matches(List<Pattern> patterns, String uuid) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(uuid).matches());
    }

    /** Returns those of the set whose servers are not wanted. */
    GtidSet unwanted(GtidSet set) {
        GtidSet unwanted = GtidSet.EMPTY;
        Map<String, Boolean> known = new HashMap<>();
        for (Gtid.Source source : set.sources()) {
            if (!known.computeIfAbsent(source.uuid(), this::wants)) {
                GtidSet all = GtidSet.parse(source + ":1-" + (Long.MAX_VALUE - 1));
                unwanted = unwanted.plus(set.intersect(all));
            }
        }
        return unwanted;
    }

    private static final class Expressions implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                parse((String) value);
            } catch (PatternSyntaxException wrong) {
                throw new ConfigException(
                        name,
                        value,
                        "'" + wrong.getPattern() + "' is no regular expression: " + wrong.getDescription());
            }
        }

        @Override
        public String toString() {
            return "regular expressions separated by commas";
        }
    }
}

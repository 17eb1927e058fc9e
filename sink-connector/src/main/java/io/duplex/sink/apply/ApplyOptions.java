// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.mapping.MappingOptions;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.server.OptionGroup;
import java.util.Arrays;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How the first copy and DDL statements meet the target.
 *
 * @param createTables whether tables and databases that are missing are created
 * @param dropTables whether tables that exist are dropped before they are copied
 * @param definer who owns replayed views, triggers, routines and events
 * @param conflicts what happens when a change does not fit the target's rows
 * @param filters which rows the target's tables take
 * @param names which the source's tables have on the target
 */
public record ApplyOptions(
        boolean createTables,
        boolean dropTables,
        DefinerPolicy definer,
        ConflictOptions conflicts,
        RowFilterOptions filters,
        MappingOptions names) {
    public static final String CREATE_TABLES = "create.tables";
    public static final String DROP_TABLES = "drop.tables.before.copy";
    public static final String DEFINER = "ddl.definer";

    /** Of a sink that has the source's names. */
    ApplyOptions(
            boolean createTables,
            boolean dropTables,
            DefinerPolicy definer,
            ConflictOptions conflicts,
            RowFilterOptions filters) {
        this(createTables, dropTables, definer, conflicts, filters, MappingOptions.NONE);
    }

    /** And that writes all rows. */
    ApplyOptions(boolean createTables, boolean dropTables, DefinerPolicy definer, ConflictOptions conflicts) {
        this(createTables, dropTables, definer, conflicts, RowFilterOptions.NONE);
    }

    /** And that stops at the first conflict. */
    ApplyOptions(boolean createTables, boolean dropTables, DefinerPolicy definer) {
        this(createTables, dropTables, definer, ConflictOptions.STOP);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Apply")
                .add(
                        CREATE_TABLES,
                        "Create tables",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether the first copy creates the databases and tables that are missing on the target. "
                                + "Those that exist are used as they are.")
                .add(
                        DROP_TABLES,
                        "Drop tables before the copy",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether the first copy drops tables of the source's names on the target, with all their rows, "
                                + "before it creates them.")
                .add(
                        DEFINER,
                        "Definer",
                        ConfigDef.Type.STRING,
                        DefinerPolicy.AUTO.value(),
                        ConfigDef.CaseInsensitiveValidString.in(Arrays.stream(DefinerPolicy.values())
                                .map(DefinerPolicy::value)
                                .toArray(String[]::new)),
                        "Who owns views, triggers, routines and events that are replayed: source keeps the definer of "
                                + "the source, which needs SUPER (5.7), SET_USER_ID (8.0) or SET_ANY_DEFINER (9.x) on the "
                                + "target; applier makes it the sink's user; auto keeps it where the sink's user may, and "
                                + "else makes it the sink's user with a warning in the log.");
        ConflictOptions.define(definition);
    }

    /** Reads these options. */
    public static ApplyOptions from(AbstractConfig config) {
        return new ApplyOptions(
                config.getBoolean(CREATE_TABLES),
                config.getBoolean(DROP_TABLES),
                DefinerPolicy.parse(config.getString(DEFINER)),
                ConflictOptions.from(config),
                RowFilterOptions.from(config.originalsStrings()),
                MappingOptions.from(config));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds triggers on the target's tables, which run for replicated rows too. Only those that the user sees, which takes
 * the privilege TRIGGER.
 */
public final class TargetTriggers {
    public static final String OPTION = "target.triggers";

    private static final Logger LOG = LoggerFactory.getLogger(TargetTriggers.class);

    private final Predicate<TableId> selects;
    private final Policy policy;

    /** What to do about triggers that exist. */
    public enum Policy {
        WARN,
        REFUSE;

        private String value() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Asks nothing yet.
     *
     * @param selects tells whether a table is replicated into, by its name on the target
     */
    public TargetTriggers(Predicate<TableId> selects, Policy policy) {
        this.selects = selects;
        this.policy = policy;
    }

    /** Adds the option to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Triggers")
                .add(
                        OPTION,
                        "Triggers on the target",
                        ConfigDef.Type.STRING,
                        Policy.WARN.value(),
                        ConfigDef.CaseInsensitiveValidString.in(Policy.WARN.value(), Policy.REFUSE.value()),
                        "What the configuration's check does about triggers on tables of the target, which run for "
                                + "replicated rows as well, so that what they do is done twice: warn names them in the "
                                + "log; refuse names them as an error.");
    }

    /** Reads the option. */
    public static Policy from(AbstractConfig config) {
        return Policy.valueOf(config.getString(OPTION).toUpperCase(Locale.ROOT));
    }

    /** Returns the triggers as errors if they are refused, and else logs them. */
    public List<Finding> findings(ServerConnections connections) {
        List<String> found;
        try (Connection connection = connections.open()) {
            found = triggers(connection);
        } catch (SQLException refused) {
            LOG.debug("Triggers on server={} cannot be asked for", connections.server(), refused);
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (String trigger : found) {
            String message = trigger + " on server " + connections.server() + " runs for replicated rows too, whose"
                    + " effects the source has sent already. Drop it, or let it do nothing for user '"
                    + connections.user() + "' (IF USER() NOT LIKE '" + connections.user() + "@%' THEN ... END IF)";
            if (policy == Policy.REFUSE) {
                findings.add(new Finding(OPTION, message + ", then set " + OPTION + "=warn."));
            } else {
                LOG.warn(message);
            }
        }
        return findings;
    }

    private List<String> triggers(Connection connection) throws SQLException {
        String sql = """
                SELECT trigger_schema, trigger_name, event_object_schema, event_object_table
                FROM information_schema.triggers
                WHERE trigger_schema NOT IN ('sys', 'mysql', 'performance_schema', 'information_schema')
                ORDER BY 1, 2""";
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                TableId table = new TableId(rows.getString(3), rows.getString(4));
                if (selects.test(table)) {
                    found.add("Trigger " + rows.getString(1) + "." + rows.getString(2) + " of table " + table);
                }
            }
        }
        return found;
    }
}

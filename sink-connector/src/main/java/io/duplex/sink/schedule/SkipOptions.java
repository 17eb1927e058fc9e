// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.server.OptionGroup;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which transactions of the source, by its GTIDs, are not applied, and at which one the task stops.
 *
 * @param skipped count as applied, without effect
 * @param before the task stops when this one is next
 * @param after the task stops when this one is applied
 */
public record SkipOptions(GtidSet skipped, Optional<Gtid> before, Optional<Gtid> after) {
    public static final String SKIP = "apply.skip.gtids";
    public static final String STOP_BEFORE = "apply.stop.before.gtid";
    public static final String STOP_AFTER = "apply.stop.after.gtid";

    /** All is applied, for ever. */
    public static final SkipOptions NONE = new SkipOptions(GtidSet.EMPTY, Optional.empty(), Optional.empty());

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Skip and stop")
                .add(
                        SKIP,
                        "Skip",
                        ConfigDef.Type.STRING,
                        "",
                        new Syntax(true),
                        "GTID set of transactions of the source that are not applied. Each counts as applied, is "
                                + "logged as a warning, and noted in the table skipped_transaction.")
                .add(
                        STOP_BEFORE,
                        "Stop before",
                        ConfigDef.Type.STRING,
                        "",
                        new Syntax(false),
                        "GTID of a transaction of the source before which the task stops; all before it is applied.")
                .add(
                        STOP_AFTER,
                        "Stop after",
                        ConfigDef.Type.STRING,
                        "",
                        new Syntax(false),
                        "GTID of a transaction of the source after which the task stops; nothing behind it is applied.");
    }

    /** Reads these options. */
    public static SkipOptions from(AbstractConfig config) {
        return new SkipOptions(
                GtidSet.parse(config.getString(SKIP)),
                gtid(config.getString(STOP_BEFORE)),
                gtid(config.getString(STOP_AFTER)));
    }

    private static Optional<Gtid> gtid(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(Gtid.parse(text.trim()));
    }

    /** Tells whether the transaction is not to be grouped with others. */
    boolean concerns(Gtid gtid) {
        return skipped.contains(gtid)
                || before.filter(gtid::equals).isPresent()
                || after.filter(gtid::equals).isPresent();
    }

    private static final class Syntax implements ConfigDef.Validator {
        private final boolean set;

        Syntax(boolean set) {
            this.set = set;
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            String text = String.valueOf(value);
            try {
                if (set) {
                    GtidSet.parse(text);
                } else {
                    gtid(text);
                }
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage() + ". It is written " + this + ".");
            }
        }

        @Override
        public String toString() {
            return set ? "a GTID set such as uuid:1-5,uuid:7" : "a GTID such as uuid:7";
        }
    }
}

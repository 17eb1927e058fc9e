// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.header.DdlClass;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * {@code ddl.apply}: what happens to DDL statements of each class.
 *
 * <p>The text is a list of words separated by commas, read from left to right: {@code all} or a class's name applies,
 * {@code -} before it skips, {@code !} before it stops the task. What is not named is skipped.
 */
public final class DdlPolicy {
    private static final String CLASSES =
            Arrays.stream(DdlClass.values()).map(DdlPolicy::word).collect(Collectors.joining(", "));

    private final Map<DdlClass, Action> actions;

    private DdlPolicy(Map<DdlClass, Action> actions) {
        this.actions = actions;
    }

    /** What happens to a statement. */
    public enum Action {
        /** It is executed on the target. */
        APPLY,
        /** It counts as applied, without effect. */
        SKIP,
        /** The task stops before it. */
        FAIL
    }

    /**
     * Reads the option's text.
     *
     * @throws IllegalArgumentException when a word is no class's name
     */
    public static DdlPolicy parse(String text) {
        Map<DdlClass, Action> actions = new EnumMap<>(DdlClass.class);
        for (String part : text.split(",", -1)) {
            String word = part.trim().toLowerCase(Locale.ROOT);
            Action action = word.startsWith("-") ? Action.SKIP : word.startsWith("!") ? Action.FAIL : Action.APPLY;
            String name = action == Action.APPLY ? word : word.substring(1);
            if (name.equals("all")) {
                Arrays.stream(DdlClass.values()).forEach(ddlClass -> actions.put(ddlClass, action));
            } else if (!name.isEmpty()) {
                actions.put(ddlClass(name), action);
            }
        }
        return new DdlPolicy(actions);
    }

    private static DdlClass ddlClass(String name) {
        return Arrays.stream(DdlClass.values())
                .filter(ddlClass -> word(ddlClass).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no class of DDL statements; there are all, " + CLASSES + "."));
    }

    private static String word(DdlClass ddlClass) {
        return ddlClass.name().toLowerCase(Locale.ROOT);
    }

    public Action action(DdlClass ddlClass) {
        return actions.getOrDefault(ddlClass, Action.SKIP);
    }

    /** Checks the option's text. */
    static final class Syntax implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                parse(String.valueOf(value));
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage());
            }
        }

        @Override
        public String toString() {
            return "all, " + CLASSES + ", each also with - or ! before it";
        }
    }
}

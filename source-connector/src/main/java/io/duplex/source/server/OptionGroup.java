// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Adds options to a definition, in one group and in the order of the calls. */
public final class OptionGroup {
    private final ConfigDef definition;
    private final String name;
    private int order;

    /** Begins the group of this name. */
    public OptionGroup(ConfigDef definition, String name) {
        this.definition = definition;
        this.name = name;
    }

    /** Adds an option that must be given. */
    public OptionGroup require(
            String key, String displayName, ConfigDef.Type type, ConfigDef.Validator validator, String doc) {
        return add(key, displayName, type, Default.NONE, validator, doc);
    }

    /** Adds an option that takes any value of its type. */
    public OptionGroup add(
            String key, String displayName, ConfigDef.Type type, @Nullable Object defaultValue, String doc) {
        definition.define(
                key, type, defaultValue, OptionImportance.of(key), doc, name, ++order, width(type), displayName);
        return this;
    }

    /** Adds an option whose values are checked; a validator that is a recommender, too, recommends them. */
    public OptionGroup add(
            String key,
            String displayName,
            ConfigDef.Type type,
            @Nullable Object defaultValue,
            ConfigDef.Validator validator,
            String doc) {
        boolean required = defaultValue == Default.NONE;
        definition.define(
                key,
                type,
                required ? ConfigDef.NO_DEFAULT_VALUE : defaultValue,
                validator,
                required ? Importance.HIGH : OptionImportance.of(key),
                doc,
                name,
                ++order,
                width(type),
                displayName,
                List.of(),
                validator instanceof ConfigDef.Recommender values ? values : null);
        return this;
    }

    private static Width width(ConfigDef.Type type) {
        return switch (type) {
            case LIST -> Width.LONG;
            case STRING, PASSWORD, CLASS -> Width.MEDIUM;
            case BOOLEAN, INT, SHORT, LONG, DOUBLE -> Width.SHORT;
        };
    }

    private enum Default {
        NONE
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.server.OptionGroup;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * {@code topic.regex} and its companions: several tables may share a topic, and their records' keys tell which table
 * they are of.
 *
 * @param topics what is made of the whole name of a topic that matches
 * @param keyField the field added to the keys, empty for none
 * @param keyValue what is made of the topic's name for that field, empty for the name itself
 */
record TopicRewrite(Replacement topics, Optional<String> keyField, Optional<Replacement> keyValue) {
    static final String REGEX = "topic.regex";
    static final String REPLACEMENT = "topic.replacement";
    static final String KEY_UNIQUENESS = "topic.key.enforce.uniqueness";
    static final String KEY_FIELD = "topic.key.field.name";
    static final String KEY_REGEX = "topic.key.field.regex";
    static final String KEY_REPLACEMENT = "topic.key.field.replacement";

    /** A regular expression and what replaces its match. */
    record Replacement(Pattern pattern, String text) {
        /** Returns the name made of this one, which stays when it does not match or nothing would be left. */
        String of(String name) {
            Matcher matcher = pattern.matcher(name);
            String made = matcher.matches() ? matcher.replaceFirst(text) : name;
            return made.isEmpty() ? name : made;
        }
    }

    static void define(OptionGroup group) {
        group.add(
                        REGEX,
                        "Topic expression",
                        ConfigDef.Type.STRING,
                        null,
                        new Expression(),
                        "Regular expression over a table's whole topic name, for the strategies with Regex in their "
                                + "name.")
                .add(
                        REPLACEMENT,
                        "Topic replacement",
                        ConfigDef.Type.STRING,
                        null,
                        "Name of the topic of tables that match " + REGEX + "; $1 is the expression's first group.")
                .add(
                        KEY_UNIQUENESS,
                        "Table in keys",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether keys get a field that tells the table, as tables that share a topic may have equal "
                                + "keys; for the strategies with Regex in their name.")
                .add(
                        KEY_FIELD,
                        "Key field",
                        ConfigDef.Type.STRING,
                        "__dbz__physicalTableIdentifier",
                        new ConfigDef.NonEmptyString(),
                        "Name of the field that " + KEY_UNIQUENESS + " adds.")
                .add(
                        KEY_REGEX,
                        "Key field expression",
                        ConfigDef.Type.STRING,
                        null,
                        new Expression(),
                        "Regular expression over a table's whole topic name that gives the value of the field; without "
                                + "one the value is the name.")
                .add(
                        KEY_REPLACEMENT,
                        "Key field replacement",
                        ConfigDef.Type.STRING,
                        null,
                        "Value of the field for tables that match " + KEY_REGEX + ".");
    }

    /** Reads these options for a strategy that needs them. */
    static TopicRewrite from(AbstractConfig config) {
        Replacement topics = replacement(config, REGEX, REPLACEMENT)
                .orElseThrow(() -> new ConfigException(
                        REGEX, null, TopicOptions.STRATEGY + " rewrites names, so there must be an expression."));
        boolean unique = config.getBoolean(KEY_UNIQUENESS);
        return new TopicRewrite(
                topics,
                Optional.of(config.getString(KEY_FIELD)).filter(name -> unique),
                replacement(config, KEY_REGEX, KEY_REPLACEMENT));
    }

    private static Optional<Replacement> replacement(AbstractConfig config, String regex, String replacement) {
        String expression = config.getString(regex);
        if (expression == null || expression.isBlank()) {
            return Optional.empty();
        }
        String text = config.getString(replacement);
        if (text == null || text.isBlank()) {
            throw new ConfigException(replacement, text, "It must be given when " + regex + " is.");
        }
        return Optional.of(new Replacement(Pattern.compile(expression), text));
    }

    private static final class Expression implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value == null) {
                return;
            }
            try {
                Pattern.compile(String.valueOf(value));
            } catch (PatternSyntaxException wrong) {
                throw new ConfigException(name, value, "It is no regular expression: " + wrong.getDescription() + ".");
            }
        }

        @Override
        public String toString() {
            return "a regular expression";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.server.OptionGroup;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What the log tells of a connector's options: values that are nobody's business are masked. */
final class LoggedOptions {
    static final String PATTERN = "custom.sanitize.pattern";
    private static final String MASK = "********";
    private static final Pattern SECRET = Pattern.compile(
            ".*(secret|password|token|credential|sasl\\.jaas\\.config|basic\\.auth\\.user\\.info|access\\.key).*",
            Pattern.CASE_INSENSITIVE);

    private LoggedOptions() {}

    static void define(ConfigDef definition) {
        new OptionGroup(definition, "Log")
                .add(
                        PATTERN,
                        "Masked options",
                        ConfigDef.Type.STRING,
                        null,
                        new Expression(),
                        "Regular expression over names of options whose values the log masks, beside those whose names "
                                + "tell that they are secret.");
    }

    /** Returns the options with masks. */
    static Map<String, String> of(Map<String, String> options) {
        String custom = options.get(PATTERN);
        Pattern more = custom == null || custom.isBlank() ? SECRET : Pattern.compile(custom, Pattern.CASE_INSENSITIVE);
        Map<String, String> masked = new TreeMap<>(options);
        masked.replaceAll((name, value) -> hides(name, more) ? MASK : value);
        return masked;
    }

    private static boolean hides(String name, Pattern more) {
        return SECRET.matcher(name).matches() || more.matcher(name).matches();
    }

    private static final class Expression implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                Pattern.compile(value == null ? "" : String.valueOf(value));
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

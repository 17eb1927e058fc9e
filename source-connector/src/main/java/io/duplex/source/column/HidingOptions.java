// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.envelope.ColumnRewrite;
import io.duplex.protocol.envelope.ColumnRules.Rule;
import io.duplex.source.server.Finding;
import io.duplex.source.table.NamePatterns;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The options whose names say how values are hidden or cut, and whose values say of which columns.
 *
 * <p>Debezium overlooks such an option when its name is not quite right, and sends the values as they are; here each
 * option that begins like one is one, or an error.
 */
final class HidingOptions {
    private static final List<String> PREFIXES = List.of("column.mask.", "column.truncate.");

    /** The forms of names, in the order in which their rules count. */
    private enum Kind {
        TRUNCATE("column\\.truncate\\.to\\.(\\d+)\\.chars"),
        MASK("column\\.mask\\.with\\.(\\d+)\\.chars"),
        HASH("column\\.mask\\.hash\\.([^.]+)\\.with\\.salt\\.(.+)"),
        HASH_V2("column\\.mask\\.hash\\.v2\\.([^.]+)\\.with\\.salt\\.(.+)");

        private final Pattern name;

        Kind(String name) {
            this.name = Pattern.compile(name);
        }

        ColumnRewrite rewrite(Matcher name) {
            return switch (this) {
                case TRUNCATE -> new ColumnRewrite.Truncate(number(name));
                case MASK -> new ColumnRewrite.Mask("*".repeat(number(name)));
                case HASH -> hash(name, true);
                case HASH_V2 -> hash(name, false);
            };
        }

        private static int number(Matcher name) {
            try {
                return Integer.parseInt(name.group(1));
            } catch (NumberFormatException tooLarge) {
                throw new IllegalArgumentException(
                        "The number " + name.group(1) + " in it is too large; use at most " + Integer.MAX_VALUE,
                        tooLarge);
            }
        }

        private static ColumnRewrite hash(Matcher name, boolean serialized) {
            String algorithm = name.group(1);
            try {
                MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException unknown) {
                throw new IllegalArgumentException(
                        "Its hash algorithm '" + algorithm + "' is not known to this Java; use one such as SHA-256 or"
                                + " SHA3-256",
                        unknown);
            }
            return new ColumnRewrite.Hash(algorithm, name.group(2), serialized);
        }
    }

    private HidingOptions() {}

    static boolean isOne(String option) {
        return PREFIXES.stream().anyMatch(option::startsWith);
    }

    /**
     * Returns the rules in the order in which they count: first cuts, then masks, then digests; equal ones by name.
     *
     * @throws IllegalArgumentException when an option is wrong
     */
    static List<Rule> rules(Map<String, ?> given) {
        List<Rule> rules = new ArrayList<>();
        Map<String, ?> options = new TreeMap<>(given);
        for (Kind kind : Kind.values()) {
            options.forEach((option, value) -> {
                Matcher matcher = kind.name.matcher(option);
                if (matcher.matches()) {
                    rules.add(ColumnOptions.rule(NamePatterns.parse(String.valueOf(value)), kind.rewrite(matcher)));
                }
            });
        }
        return rules;
    }

    /** Returns what is wrong with such options. */
    static List<Finding> findings(Map<String, ?> given) {
        List<Finding> findings = new ArrayList<>();
        new TreeMap<>(given).forEach((option, value) -> {
            if (isOne(option)) {
                problem(option, String.valueOf(value)).ifPresent(text -> findings.add(new Finding(option, text)));
            }
        });
        return findings;
    }

    private static Optional<String> problem(String option, String value) {
        boolean named = false;
        for (Kind kind : Kind.values()) {
            Matcher matcher = kind.name.matcher(option);
            if (matcher.matches()) {
                named = true;
                try {
                    ColumnOptions.rule(NamePatterns.parse(value), kind.rewrite(matcher));
                } catch (PatternSyntaxException wrong) {
                    return Optional.of("Option " + option + ": '" + wrong.getPattern() + "' is no regular expression: "
                            + wrong.getDescription() + ".");
                } catch (IllegalArgumentException wrong) {
                    return Optional.of("Option " + option + ": " + wrong.getMessage() + ".");
                }
            }
        }
        return named
                ? Optional.empty()
                : Optional.of("Option " + option + " hides nothing, because its name has none of the forms"
                        + " column.truncate.to.<number>.chars, column.mask.with.<number>.chars,"
                        + " column.mask.hash.<algorithm>.with.salt.<salt> and"
                        + " column.mask.hash.v2.<algorithm>.with.salt.<salt>. Correct the name.");
    }
}

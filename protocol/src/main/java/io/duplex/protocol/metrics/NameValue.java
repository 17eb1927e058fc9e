// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

import java.util.regex.Pattern;
import javax.management.ObjectName;

/** Values as they stand in names of MBeans. */
public final class NameValue {
    private static final Pattern PLAIN = Pattern.compile("[\\w-%. \t]*");

    private NameValue() {}

    /** Quotes the text where it must be; as Kafka does, and so Debezium. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : ObjectName.quote(text);
    }
}

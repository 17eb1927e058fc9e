// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.source.server.Choice;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/** What happens to what cannot be processed, under Debezium's names. */
public enum FailureMode {
    /** The task stops. */
    FAIL,
    /** It is passed over, and the log says so. */
    WARN,
    /** It is passed over quietly. */
    SKIP,
    /** As {@link #SKIP}. */
    IGNORE;

    /** Returns the mode of this name, in upper or lower case. */
    public static FailureMode of(String name) {
        return valueOf(name.trim().toUpperCase(Locale.ROOT));
    }

    /** Returns a validator for options that have a mode as their value. */
    public static ConfigDef.Validator validator() {
        return Choice.of(Arrays.stream(values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    }
}

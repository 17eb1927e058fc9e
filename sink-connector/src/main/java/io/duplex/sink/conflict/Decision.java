// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import java.util.Locale;

/** What has become of a change that did not fit. */
public enum Decision {
    /** It was made all the same. */
    SOURCE,
    /** The target's rows stayed. */
    TARGET,
    /** What it added to counters was added to those of the target's row. */
    MERGED;

    /** Returns the name in the table of conflicts and in metrics. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import java.util.Optional;

/** Says why something of the binlog cannot be processed, and what to do about it. */
final class Refusals {
    static final String NO_GTID = " without a GTID: the server must have gtid_mode=ON (SET GLOBAL gtid_mode=ON)";

    private static final int SHOWN_LENGTH = 200;

    private Refusals() {}

    static String loggedAsStatement(String text) {
        String shown = text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
        return "The change is logged as a statement, without its rows: \"" + shown
                + "\". All sessions must keep binlog_format=ROW (SET GLOBAL binlog_format=ROW, and end sessions that "
                + "still have another value), then take a new snapshot";
    }

    /** Returns why an event that is neither of a transaction nor expected between them must not be passed over. */
    static Optional<String> ofEvent(RawEvent event) {
        return switch (event.type()) {
            case EventTypes.ANONYMOUS_GTID -> Optional.of("A transaction" + NO_GTID);
            case EventTypes.INCIDENT ->
                Optional.of("The server says that changes are missing in its binlog (incident): take a new snapshot");
            default ->
                event.ignorable()
                        ? Optional.empty()
                        : Optional.of("Event type " + event.type() + " is not known to this version of Duplex");
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a server logged from a moment on, and what that must leave at a site that replays it. */
record LoggedStatements(List<String> ddl, long transactions) {
    private static final Pattern TEMPORARY = Pattern.compile("(?is)(CREATE|DROP)\\s+(/\\*!\\d+\\s+)?TEMPORARY\\b.*");

    /** A place in the binlog. */
    record Place(String file, long position) {
        static Place of(MySqlServer server) {
            List<List<String>> files = server.rows("SHOW BINARY LOGS");
            List<String> last = files.get(files.size() - 1);
            return new Place(last.get(0), Long.parseLong(last.get(1)));
        }

        /** What is behind it, for people to read. */
        List<String> shown(MySqlServer server) {
            return events(server).stream()
                    .filter(event -> !event.get(2).equals("Xid"))
                    .map(event -> event.get(2) + " " + event.get(5))
                    .toList();
        }

        /** All events behind it. A server that was started again has begun another file. */
        private List<List<String>> events(MySqlServer server) {
            List<List<String>> events =
                    new ArrayList<>(server.rows("SHOW BINLOG EVENTS IN '" + file + "' FROM " + position));
            server.rows("SHOW BINARY LOGS").stream()
                    .map(row -> row.get(0))
                    .filter(later -> later.compareTo(file) > 0)
                    .forEach(later -> events.addAll(server.rows("SHOW BINLOG EVENTS IN '" + later + "'")));
            return events;
        }
    }

    /** Temporary tables are nobody else's business. */
    static LoggedStatements since(MySqlServer server, Place begin) {
        List<String> ddl = new ArrayList<>();
        long transactions = 0;
        for (List<String> event : begin.events(server)) {
            String text = event.get(5);
            if (text.startsWith("XA COMMIT")) {
                transactions++; // A Query event, or, of ONE PHASE, one of its own.
            } else if (event.get(2).equals("Query")
                    && !TEMPORARY.matcher(withoutUse(text)).matches()) {
                if (text.equals("BEGIN")) {
                    transactions++;
                } else if (!isControl(text.toUpperCase(Locale.ROOT))) {
                    ddl.add(withoutUse(text));
                }
            }
        }
        return new LoggedStatements(ddl, transactions);
    }

    private static boolean isControl(String text) {
        return text.equals("COMMIT") || text.startsWith("SAVEPOINT") || text.startsWith("XA ");
    }

    private static String withoutUse(String text) {
        return text.replaceFirst("^use `(?:[^`]|``)*`; ", "");
    }
}

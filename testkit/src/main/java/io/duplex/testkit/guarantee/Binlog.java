// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a server has written into its binlog since a moment. */
final class Binlog {
    private final MySqlServer server;
    private final String firstFile;
    private final long firstPosition;

    private Binlog(MySqlServer server, String firstFile, long firstPosition) {
        this.server = server;
        this.firstFile = firstFile;
        this.firstPosition = firstPosition;
    }

    static Binlog fromNowOn(MySqlServer server) {
        List<List<String>> files = server.rows("SHOW BINARY LOGS");
        List<String> last = files.get(files.size() - 1);
        return new Binlog(server, last.get(0), Long.parseLong(last.get(1)));
    }

    /** Statements logged as text, that is DDL, without those that touch the named database. */
    List<String> ddl(String ignoredDatabase) {
        List<String> statements = new ArrayList<>();
        for (String file : files()) {
            String from = file.equals(firstFile) ? " FROM " + firstPosition : "";
            for (List<String> event : server.rows("SHOW BINLOG EVENTS IN '" + file + "'" + from)) {
                String text = event.get(5);
                if (event.get(2).equals("Query") && !isTransactionControl(text) && !touches(text, ignoredDatabase)) {
                    statements.add(text);
                }
            }
        }
        return statements;
    }

    /** How often each row was inserted into a table, by the text of its first column, as mysqlbinlog prints it. */
    Map<String, Long> insertsByFirstColumn(String table) {
        List<String> arguments = new ArrayList<>(List.of(
                "--no-defaults",
                "--read-from-remote-server",
                "--host=127.0.0.1",
                "--port=" + server.port(),
                "--user=" + server.user(),
                "--verbose",
                "--base64-output=DECODE-ROWS",
                "--start-position=" + firstPosition));
        arguments.addAll(files());
        String start = "### INSERT INTO `" + table.replace(".", "`.`") + "`";
        Map<String, Long> counts = new TreeMap<>();
        boolean inside = false;
        // The program of 8.0 reads the logs of all versions; the 5.7 archive comes without one.
        for (String line : (Iterable<String>)
                MySqlVersion.V8_0.tool("mysqlbinlog", arguments).lines()::iterator) {
            if (inside && line.startsWith("###   @1=")) {
                counts.merge(line.substring("###   @1=".length()), 1L, Long::sum);
                inside = false;
            } else if (line.startsWith("### INSERT")) {
                inside = line.equals(start);
            }
        }
        return counts;
    }

    private List<String> files() {
        List<String> names =
                server.rows("SHOW BINARY LOGS").stream().map(row -> row.get(0)).toList();
        return names.subList(names.indexOf(firstFile), names.size());
    }

    private static boolean isTransactionControl(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return upper.equals("BEGIN")
                || upper.equals("COMMIT")
                || upper.startsWith("SAVEPOINT")
                || upper.startsWith("ROLLBACK")
                || upper.startsWith("XA ");
    }

    private static boolean touches(String text, String database) {
        return Pattern.compile("\\b" + Pattern.quote(database) + "\\b", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find();
    }
}

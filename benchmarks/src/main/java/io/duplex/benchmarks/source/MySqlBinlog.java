// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Cost;
import io.duplex.benchmarks.run.Meter;
import io.duplex.benchmarks.run.ProcessCpu;
import io.duplex.benchmarks.run.Run;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.process.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** MySQL's own program fetches the binlog and writes it to nowhere: what transport alone takes. */
final class MySqlBinlog {
    private static final Path NOWHERE = Path.of("/dev/null");

    private MySqlBinlog() {}

    static Run fetch(Cell cell, MySqlServer server, Backlog backlog) throws IOException {
        Path work = Directories.temporary("mysqlbinlog");
        try {
            for (List<String> log : server.rows("SHOW BINARY LOGS")) {
                Files.createSymbolicLink(work.resolve(log.get(0)), NOWHERE);
            }
            Meter meter = Meter.of(server);
            long cpu = ProcessCpu.ofEndedChildren();
            long begin = System.nanoTime();
            raw(server, work, "--start-position=" + backlog.pos(), "--to-last-log", backlog.file());
            long wall = (System.nanoTime() - begin) / 1_000_000;
            Cost client = new Cost(ProcessCpu.ofEndedChildren() - cpu, 0);
            return Run.of(cell, backlog.rows(), wall, client, meter.cost());
        } finally {
            Directories.delete(work);
        }
    }

    /** Has the server's binlog written into a directory, as it is. */
    static void raw(MySqlServer server, Path directory, String... which) {
        List<String> arguments = new ArrayList<>(List.of(
                "--no-defaults",
                "--read-from-remote-server",
                "--host=" + server.host(),
                "--port=" + server.port(),
                "--protocol=TCP",
                "--user=" + server.user(),
                "--ssl-mode=DISABLED",
                "--get-server-public-key",
                "--raw",
                "--result-file=" + directory + File.separator));
        arguments.addAll(List.of(which));
        server.tool("mysqlbinlog", arguments.toArray(String[]::new));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import io.duplex.testkit.container.ServerContainer;
import io.duplex.testkit.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server in a container of the official image. */
final class MySqlContainer implements MySqlBackend {
    private final int port = Ports.free();
    private final ServerContainer container;

    MySqlContainer(MySqlVersion version, List<String> options) {
        List<String> command = new ArrayList<>(List.of("--port=" + port, "--loose-mysqlx=OFF"));
        command.addAll(options);
        this.container = new ServerContainer(
                image(version),
                List.of(port),
                Map.of("MYSQL_ALLOW_EMPTY_PASSWORD", "yes", "MYSQL_ROOT_HOST", "%"),
                command);
    }

    static boolean usable(MySqlVersion version) {
        return ServerContainer.usable(image(version));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void failIfDead() {
        container.failIfDead();
    }

    @Override
    public void kill9() {
        container.kill9();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public String logTail() {
        return container.logTail();
    }

    @Override
    public String tool(String program, List<String> arguments) {
        return container.run(
                Stream.concat(Stream.of(program), arguments.stream()).toList());
    }

    @Override
    public void close() {
        container.close();
    }

    private static String image(MySqlVersion version) {
        return ServerContainer.image("mysql-" + version.line(), "mysql:" + version.line());
    }
}

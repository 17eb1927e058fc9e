// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A main class with its class path, to be run as a JVM of its own. */
public record JavaProgram(String name, String mainClass, List<Path> classPath, List<String> jvmOptions) {

    public ServerProcess start(List<String> arguments, Path log) {
        return ServerProcess.start(name, command(arguments), environment(), log);
    }

    /** The command line; the class path is in {@link #environment()}, which keeps process listings readable. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                .toString());
        // One collector thread and one compiler tier: a test cluster starts many JVMs on few cores.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    public Map<String, String> environment() {
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return Map.of("CLASSPATH", joined);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A container whose ports have the same numbers inside and on 127.0.0.1, so that it keeps them over kill and restart. */
public final class ServerContainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerContainer.class);
    private static final int GRACE_SECONDS = 30;

    private final GenericContainer<?> container;
    private boolean created;

    public ServerContainer(String image, List<Integer> ports, Map<String, String> environment, List<String> command) {
        this.container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv(environment)
                .withExposedPorts(ports.toArray(Integer[]::new))
                .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
                .waitingFor(new NoWait())
                .withCreateContainerCmdModifier(create -> create.withHostConfig(host(create.getHostConfig(), ports)));
        if (!command.isEmpty()) {
            this.container.withCommand(command.toArray(String[]::new));
        }
    }

    /** Whether containers were asked for ({@code -Dduplex.testkit.containers=true}) and engine and image are there. */
    public static boolean usable(String image) {
        if (!Boolean.getBoolean("duplex.testkit.containers")) {
            return false;
        }
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            LOG.info("no Docker engine: {} runs as a process instead", image);
            return false;
        }
        try {
            client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            LOG.info("the Docker engine has no image {}: it runs as a process instead", image);
            return false;
        }
    }

    /** The image of a server: a system property such as {@code duplex.testkit.image.mysql-8.0}, or the public one. */
    public static String image(String name, String standard) {
        return System.getProperty("duplex.testkit.image." + name, standard);
    }

    public void start() {
        if (created) {
            client().startContainerCmd(container.getContainerId()).exec();
        } else {
            container.start();
            created = true;
        }
    }

    public void failIfDead() {
        if (created && !container.isRunning()) {
            throw new IllegalStateException("container of " + container.getDockerImageName() + " ended:\n" + logTail());
        }
    }

    public void kill9() {
        if (created && container.isRunning()) {
            client().killContainerCmd(container.getContainerId())
                    .withSignal("KILL")
                    .exec();
            client().waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
        }
    }

    public void stop() {
        if (created) {
            try {
                client().stopContainerCmd(container.getContainerId())
                        .withTimeout(GRACE_SECONDS)
                        .exec();
            } catch (NotModifiedException alreadyStopped) {
                LOG.debug("{} was stopped before", container.getDockerImageName());
            }
        }
    }

    public String logTail() {
        List<String> lines = container.getLogs().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    /** Runs a program inside and tells what it prints. */
    public String run(List<String> command) {
        try {
            Container.ExecResult result = container.execInContainer(command.toArray(String[]::new));
            if (result.getExitCode() != 0) {
                throw new IOException(String.join(" ", command) + ": " + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    private static HostConfig host(HostConfig given, List<Integer> ports) {
        List<PortBinding> bindings = new ArrayList<>();
        ports.forEach(port -> bindings.add(PortBinding.parse("127.0.0.1:" + port + ":" + port)));
        return Objects.requireNonNullElseGet(given, HostConfig::new).withPortBindings(bindings);
    }

    private static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    /** Readiness is asked by the servers' own clients. */
    private static final class NoWait extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // A container that ended at once is found by failIfDead().
        }
    }
}

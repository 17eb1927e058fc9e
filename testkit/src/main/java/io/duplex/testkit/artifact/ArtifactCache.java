// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directory of fetched and prepared things that outlives a build; an entry is either complete or absent, also with parallel JVMs. */
public final class ArtifactCache {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactCache.class);
    private static final Object ONE_THREAD_PER_JVM = new Object();

    private final Path root;

    private ArtifactCache(Path root) {
        this.root = root;
    }

    /** The cache of this user: system property {@code duplex.cache}, else environment DUPLEX_CACHE, else ~/.cache/duplex. */
    public static ArtifactCache ofUser() {
        String configured = System.getProperty("duplex.cache", System.getenv("DUPLEX_CACHE"));
        String home = Objects.requireNonNull(System.getProperty("user.home"));
        return in(configured == null ? Path.of(home, ".cache", "duplex") : Path.of(configured));
    }

    static ArtifactCache in(Path root) {
        try {
            return new ArtifactCache(Files.createDirectories(root.toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The named entry; when it is absent, the filler makes it in an empty directory first. */
    public Path entry(String name, Filler filler) {
        Path complete = root.resolve(name);
        if (Files.isDirectory(complete)) {
            return complete;
        }
        synchronized (ONE_THREAD_PER_JVM) {
            try (FileChannel channel = FileChannel.open(
                            root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(complete)) {
                    fill(name, complete, filler);
                }
                return complete;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot prepare " + name + " in " + root + ": " + e.getMessage(), e);
            }
        }
    }

    /** Removes an entry that turned out to be stale. */
    void forget(String name) {
        Directories.delete(root.resolve(name));
    }

    private void fill(String name, Path complete, Filler filler) throws IOException {
        LOG.info("preparing {} in {}", name, root);
        Path unfinished = root.resolve(name + ".unfinished");
        Directories.delete(unfinished);
        filler.fill(Files.createDirectories(unfinished));
        Files.move(unfinished, complete, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes the content of one cache entry. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path emptyDirectory) throws IOException;
    }
}

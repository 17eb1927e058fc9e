// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.process;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Temporary directories that vanish on close or at the latest with the JVM, and copies of whole trees. */
public final class Directories {
    private static final int BLOCK = 1 << 16;
    private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();

    private Directories() {}

    public static Path temporary(String name) {
        try {
            Path root = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
            Path directory =
                    Files.createTempDirectory(root, "duplex-" + name + "-").toAbsolutePath();
            TEMPORARY.add(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                if (attributes.size() < BLOCK) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                } else {
                    copyWithHoles(file, target);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Leaves out blocks of zeros, which is most of what a new database server holds. */
    private static void copyWithHoles(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, READ);
                FileChannel out = FileChannel.open(to, WRITE, CREATE, TRUNCATE_EXISTING, SPARSE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK);
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long size = in.size();
            for (long position = 0; position < size; position += block.limit()) {
                block.clear();
                while (block.hasRemaining() && in.read(block, position + block.position()) > 0) {}
                block.flip();
                boolean last = position + block.limit() >= size;
                if (last || block.mismatch(zeros.clear().limit(block.limit())) >= 0) {
                    out.write(block, position);
                }
            }
        }
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }

    public static void delete(Path directory) {
        TEMPORARY.remove(directory);
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new Deletion());
        } catch (NoSuchFileException alreadyGone) {
            // A dying server removes its own files meanwhile: absence is what was wanted.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Called by the shutdown hook once no child process can write into them any more. */
    static void deleteTemporary() {
        for (Path directory : TEMPORARY) {
            delete(directory);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}

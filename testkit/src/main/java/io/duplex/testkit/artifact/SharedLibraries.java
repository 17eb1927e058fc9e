// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The two libraries that MySQL's own builds expect from the machine, found or fetched without root. */
public final class SharedLibraries {
    private static final List<Path> SYSTEM = Stream.of(
                    "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/usr/lib")
            .map(Path::of)
            .toList();
    private static final List<Library> NEEDED = List.of(
            new Library("libaio.so.1", List.of("libaio.so.1", "libaio.so.1t64"), List.of("libaio1", "libaio1t64")),
            new Library("libnuma.so.1", List.of("libnuma.so.1"), List.of("libnuma1")));

    private SharedLibraries() {}

    /** Environment under which the binaries find them; empty when the machine has them all. */
    public static Map<String, String> environment(ArtifactCache cache) {
        if (NEEDED.stream().allMatch(library -> library.onSystem(library.name()).isPresent())) {
            return Map.of();
        }
        Path directory = cache.entry("shared-libraries", SharedLibraries::collect);
        return Map.of("LD_LIBRARY_PATH", directory.toString());
    }

    private static void collect(Path directory) throws IOException {
        for (Library library : NEEDED) {
            Optional<Path> installed = library.files().stream()
                    .flatMap(file -> library.onSystem(file).stream())
                    .findFirst();
            if (installed.isPresent()) {
                Files.createSymbolicLink(directory.resolve(library.name()), installed.get());
            } else {
                fetch(library, directory);
            }
        }
    }

    private static void fetch(Library library, Path directory) throws IOException {
        Path work = Directories.temporary("apt");
        try {
            DebianPackages packages = DebianPackages.ofThisMachine(work);
            Path unpacked = work.resolve("unpacked");
            unpackFirst(packages, library, unpacked);
            try (Stream<Path> files = Files.walk(unpacked)) {
                Path found = files.filter(file ->
                                library.files().contains(file.getFileName().toString()))
                        .findFirst()
                        .orElseThrow(() -> new IOException("the package holds no " + library.name()));
                Files.copy(found.toRealPath(), directory.resolve(library.name()));
            }
        } catch (IOException e) {
            throw new IOException(
                    library.name() + " is missing and could not be fetched. Install the package "
                            + String.join(" or ", library.packages()) + ". Cause: " + e.getMessage(),
                    e);
        } finally {
            Directories.delete(work);
        }
    }

    private static void unpackFirst(DebianPackages packages, Library library, Path target) throws IOException {
        IOException last = new IOException("no package");
        for (String name : library.packages()) {
            try {
                packages.unpack(List.of(name), target);
                return;
            } catch (IOException e) {
                last = e; // The other name is that of older or newer releases.
            }
        }
        throw last;
    }

    /** A library, the file names it goes by, and the packages that may hold it. */
    private record Library(String name, List<String> files, List<String> packages) {
        Optional<Path> onSystem(String file) {
            return SYSTEM.stream()
                    .map(folder -> folder.resolve(file))
                    .filter(Files::exists)
                    .findFirst();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some entries of a large zip artifact: by range requests where the repository answers them, else from the whole file. */
public final class SelectedZip {
    private static final Logger LOG = LoggerFactory.getLogger(SelectedZip.class);

    private SelectedZip() {}

    public static void extract(Artifact artifact, Predicate<String> wanted, Path directory) throws IOException {
        try {
            String repository = Maven.repository().toString();
            String slash = repository.endsWith("/") ? "" : "/";
            new RemoteZip(URI.create(repository + slash + artifact.path())).extract(wanted, directory);
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("no part of {} can be had ({}): fetching all of it", artifact.name(), e.getMessage());
            extractLocal(Maven.file(artifact), wanted, directory);
        }
    }

    static void extractLocal(Path zip, Predicate<String> wanted, Path directory) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Iterator<? extends ZipEntry> entries = file.entries().asIterator(); entries.hasNext(); ) {
                ZipEntry entry = entries.next();
                if (!entry.isDirectory() && wanted.test(entry.getName())) {
                    Path target = directory.resolve(entry.getName()).normalize();
                    if (!target.startsWith(directory)) {
                        throw new IOException("entry leaves its directory: " + entry.getName());
                    }
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, target);
                    }
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.Maven;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Kafka's own file connectors, packed as a component archive. */
final class FileStreamArchive {
    private FileStreamArchive() {}

    static Path write(Path directory, String top) throws IOException {
        Path zip = directory.resolve(top + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(top + "/manifest.json"));
            out.write("""
                    {"name": "filestream", "version": "1.0", "owner": {"username": "tests", "name": "Tests"}}
                    """.getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry(top + "/lib/connect-file.jar"));
            Files.copy(Maven.file(Artifact.of("org.apache.kafka:connect-file:4.3.1")), out);
        }
        return zip;
    }
}

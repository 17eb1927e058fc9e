// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A component archive, installed into a plugin directory by the rules of the Confluent command line tool. */
public final class PluginArchive {
    private final Path zip;
    private final JsonNode manifest;

    private PluginArchive(Path zip, JsonNode manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** Reads the manifest, which must lie exactly one directory deep. */
    public static PluginArchive read(Path zip) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Iterator<? extends ZipEntry> entries = file.entries().asIterator(); entries.hasNext(); ) {
                ZipEntry entry = entries.next();
                if (entry.getName().matches("[^/]+/manifest\\.json")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        return new PluginArchive(zip, new ObjectMapper().readTree(in));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + zip, e);
        }
        throw new IllegalArgumentException(zip + " has no manifest.json one directory deep");
    }

    public String name() {
        return required("/name");
    }

    public String version() {
        return required("/version");
    }

    public String owner() {
        return required("/owner/username");
    }

    /** Installs below the directory, replacing an earlier installation, and tells where. */
    public Path install(Path pluginPath) {
        if (Files.exists(pluginPath.resolve(name()))) {
            throw new IllegalStateException(pluginPath.resolve(name()) + " exists: a plugin of that name is bundled");
        }
        Path installed = pluginPath.resolve(owner() + "-" + name());
        String top = owner() + "-" + name() + "-" + version() + "/";
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = file.stream().toList();
            checkTop(entries, top);
            Directories.delete(installed);
            for (ZipEntry entry : entries) {
                extract(file, entry, installed, top.length());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install " + zip, e);
        }
        return installed;
    }

    private static void checkTop(List<? extends ZipEntry> entries, String top) {
        for (ZipEntry entry : entries) {
            if (!entry.getName().startsWith(top)) {
                throw new IllegalStateException(entry.getName() + " is not below " + top
                        + " as the manifest demands: installed, it would end up nested");
            }
        }
    }

    private static void extract(ZipFile file, ZipEntry entry, Path installed, int prefix) throws IOException {
        Path target = installed.resolve(entry.getName().substring(prefix)).normalize();
        if (!target.startsWith(installed)) {
            throw new IOException("entry leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target);
        }
    }

    private String required(String pointer) {
        JsonNode value = manifest.at(pointer);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new IllegalStateException("manifest.json of " + zip + " has no " + pointer);
        }
        return value.asText();
    }
}

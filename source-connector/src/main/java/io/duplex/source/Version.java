// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version under which the plugin reports itself, filled in by the build. */
final class Version {
    private static final String RESOURCE = "version.properties";

    private Version() {}

    static String text() {
        Properties properties = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("The plugin's archive lacks " + RESOURCE);
            }
            properties.load(resource);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version", "unknown");
    }
}

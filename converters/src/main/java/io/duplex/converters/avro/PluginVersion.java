// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.connect.errors.ConnectException;

/** The version that the build wrote into the jar. */
public final class PluginVersion {

    private static final String RESOURCE = "version.properties";

    private PluginVersion() {}

    /** Returns it. */
    public static String read() {
        try (InputStream in = PluginVersion.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, RESOURCE));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new ConnectException("The jar of the converters is damaged: " + RESOURCE, e);
        }
    }
}

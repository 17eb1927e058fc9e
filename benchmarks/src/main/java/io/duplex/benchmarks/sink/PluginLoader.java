// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.io.File;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkConnector;

/** Keeps a plugin's jars apart from ours, as a worker does: both only share Kafka's classes. */
final class PluginLoader extends ClassLoader {
    private final ClassLoader shared;

    private PluginLoader(ClassLoader shared) {
        super(ClassLoader.getPlatformClassLoader());
        this.shared = shared;
    }

    /** Returns a connector out of these jars, whose classes the calling thread prefers from now on. */
    static SinkConnector connector(String jars, String type) throws ReflectiveOperationException {
        URL[] urls = Stream.of(jars.split(File.pathSeparator, -1))
                .map(Path::of)
                .map(PluginLoader::url)
                .toArray(URL[]::new);
        ClassLoader plugin = new URLClassLoader(urls, new PluginLoader(PluginLoader.class.getClassLoader()));
        Thread.currentThread().setContextClassLoader(plugin);
        return (SinkConnector) plugin.loadClass(type).getDeclaredConstructor().newInstance();
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
            return shared.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.passage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a connector's own options do to its records on their way. What the worker's options do, no connector is told.
 *
 * @param refused what takes away what a sink needs
 * @param warned what may do so, by how it is used
 */
public record Passage(List<Remark> refused, List<Remark> warned) {
    public Passage {
        refused = List.copyOf(refused);
        warned = List.copyOf(warned);
    }

    /**
     * Reads a source's options.
     *
     * @param stream its topic in the stream layout, which nobody but sinks reads
     */
    public static Passage atSource(Map<String, String> options, Optional<String> stream) {
        ConverterOptions converters = new ConverterOptions(options);
        Transformations transformations = new Transformations(options);
        return new Passage(
                join(converters.refusedBySource(stream.isPresent()), transformations.refusedBySource(stream)),
                join(
                        converters.warnedAtSource(stream.isPresent()),
                        stream.isPresent() ? List.of() : transformations.warnedInTables()));
    }

    /** Reads a sink's options. */
    public static Passage atSink(Map<String, String> options) {
        ConverterOptions converters = new ConverterOptions(options);
        return new Passage(
                join(converters.refusedBySink(), new Transformations(options).refusedBySink()),
                converters.warnedAtSink());
    }

    private static List<Remark> join(List<Remark> left, List<Remark> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }
}

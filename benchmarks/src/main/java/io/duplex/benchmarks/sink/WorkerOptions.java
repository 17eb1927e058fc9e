// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of every measurement with both connectors in a worker. */
final class WorkerOptions {
    @Option(names = "--source-config", description = "option of each source: name=value")
    private Map<String, String> sourceOptions = new LinkedHashMap<>();

    @Option(names = "--sink-config", description = "option of each sink: name=value")
    private Map<String, String> sinkOptions = new LinkedHashMap<>();

    @Option(names = "--heap", defaultValue = "512m", description = "heap of the worker")
    private String heap = "512m";

    DuplexLink.Options link() {
        return new DuplexLink.Options(heap, sourceOptions, sinkOptions);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How each command ends. */
public final class Bench {
    private Bench() {}

    /** Prints the table and writes the JSON file when one is wanted; returns the exit code. */
    public static int end(int exitCode, Results results, @Nullable Path json) {
        System.out.println(Table.of(results.report()));
        if (json != null) {
            try {
                results.write(json);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return exitCode;
    }
}

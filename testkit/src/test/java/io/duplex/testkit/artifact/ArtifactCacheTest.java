// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactCacheTest {
    @TempDir
    Path directory;

    @Test
    void entryIsMadeOnceByWhoeverComesFirst() {
        AtomicInteger made = new AtomicInteger();
        ArtifactCache cache = ArtifactCache.in(directory);

        IntStream.range(0, 16)
                .parallel()
                .forEach(ignored -> cache.entry(
                        "thing",
                        empty -> Files.writeString(empty.resolve("content"), "made " + made.incrementAndGet())));

        assertThat(directory.resolve("thing/content")).hasContent("made 1");
    }

    @Test
    void failedEntryIsAbsentAndCanBeMadeLater() {
        ArtifactCache cache = ArtifactCache.in(directory);
        assertThatThrownBy(() -> cache.entry("thing", empty -> {
                    Files.writeString(empty.resolve("half"), "");
                    throw new IOException("line broke");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("thing")
                .hasMessageContaining("line broke");

        Path entry = cache.entry("thing", empty -> Files.writeString(empty.resolve("whole"), ""));

        assertThat(entry.resolve("half")).doesNotExist();
        assertThat(entry.resolve("whole")).exists();
    }
}

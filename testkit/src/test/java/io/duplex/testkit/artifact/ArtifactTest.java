// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ArtifactTest {
    @Test
    void pathFollowsTheRepositoryLayout() {
        assertThat(Artifact.of("com.example:thing:1.2").path()).isEqualTo("com/example/thing/1.2/thing-1.2.jar");
        assertThat(Artifact.of("com.example:thing:1.2:zip:linux").path())
                .isEqualTo("com/example/thing/1.2/thing-1.2-linux.zip");
    }

    @Test
    void incompleteCoordinatesAreRefused() {
        assertThatThrownBy(() -> Artifact.of("com.example:thing")).hasMessageContaining("com.example:thing");
    }
}

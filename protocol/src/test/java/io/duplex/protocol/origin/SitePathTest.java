// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SitePathTest {
    @Test
    void pathsAreReadAsTheyWereWritten() {
        for (SitePath path : List.of(
                SitePath.NONE, SitePath.of(7), SitePath.of(65_535).then(1).then(2))) {
            assertThat(SitePath.parse(path.toString())).isEqualTo(path);
        }
        assertThat(SitePath.of(3).then(4)).hasToString("3+4");
        assertThatThrownBy(() -> SitePath.parse("3+a")).isInstanceOf(IllegalArgumentException.class);
    }
}

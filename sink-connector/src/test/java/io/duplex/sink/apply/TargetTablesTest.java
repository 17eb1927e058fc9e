// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTablesTest {
    @Test
    void labelsAreReadAsTheServerPrintsThem() {
        assertThat(TargetTables.labels("enum('a','it''s','back\\\\slash','l\\n','z\\0','x,y)','\"','')"))
                .containsExactly("a", "it's", "back\\slash", "l\n", "z\0", "x,y)", "\"", "");
        assertThat(TargetTables.labels("set('q\\\\\\\\r','\\r')")).containsExactly("q\\\\r", "\r");
    }
}

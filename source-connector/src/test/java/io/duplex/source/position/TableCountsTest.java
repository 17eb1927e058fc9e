// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TableCountsTest {
    @Property(tries = 100)
    void whatWasToldOnceStaysTrue(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int tables) {
        Random random = new Random(seed);
        TableCounts counts = new TableCounts();
        Map<String, Long> expected = new HashMap<>(Map.of("app.t0", 3L, "app.before", 2L));
        counts.begin(expected);
        List<Map<String, Long>> told = new ArrayList<>();
        List<Map<String, Long>> copies = new ArrayList<>();

        for (int record = 0; record < 500; record++) {
            String table = "app.t" + random.nextInt(tables);
            assertThat(counts.count(table)).isEqualTo(expected.merge(table, 1L, Long::sum));
            told.add(counts.now());
            copies.add(new HashMap<>(expected));
        }

        assertThat(told).isEqualTo(copies);
        assertThat(counts.current()).isEqualTo(expected);
    }
}

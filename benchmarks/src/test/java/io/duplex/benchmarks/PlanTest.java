// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Results;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class PlanTest {
    @ParameterizedTest
    @EnumSource(Mode.class)
    void eachModeHasCommandsThatTakeTheirArguments(Mode mode) {
        for (Plan.Scale scale : Plan.Scale.values()) {
            assertThat(Plan.of(mode, scale, 0)).isNotEmpty();
            for (Plan.Step step : Plan.of(mode, scale, 4)) {
                CommandLine.ParseResult parsed =
                        new CommandLine(step.command(new Results())).parseArgs(step.arguments());

                assertThat(parsed.matchedOptionValue("--rounds", 0)).isEqualTo(4);
            }
        }
    }
}

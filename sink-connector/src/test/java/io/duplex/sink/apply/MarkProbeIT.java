// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task starts only where the binlog shows its marks. */
class MarkProbeIT {
    private static MySqlServer server(MySqlVersion version, String... options) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        return MySqlServer.builder(version).option(options).start();
    }

    @ParameterizedTest
    @CsvSource({"V5_7, --binlog-do-db=app", "V8_0, --binlog-ignore-db=duplex"})
    void aFilterOfTheBinlogThatHidesTheMarksIsRefused(MySqlVersion version, String filter) {
        try (MySqlServer server = server(version, filter);
                TransactionApplier applier = new TargetFixture(server).applier()) {
            assertThatThrownBy(() -> applier.claim(SOURCE))
                    .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                    .satisfies(failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.STOP);
                        assertThat(failure.getMessage()).contains("duplex", "binlog-do-db", "binlog-ignore-db");
                    });
        }
    }

    @Test
    void aFilterThatShowsThemPasses() {
        try (MySqlServer server = server(MySqlVersion.V8_0, "--binlog-do-db=app", "--binlog-do-db=duplex");
                TransactionApplier applier = new TargetFixture(server).applier()) {
            String before = server.gtidExecuted();
            applier.claim(SOURCE);
            assertThat(server.gtidExecuted()).isNotEqualTo(before);
        }
    }

    @Test
    void aServerThatLogsNothingSendsNothingBack() {
        try (MySqlServer server = server(MySqlVersion.V8_0, "--skip-log-bin");
                TransactionApplier applier = new TargetFixture(server).applier()) {
            applier.claim(SOURCE);
            assertThat(server.number("SELECT COUNT(*) FROM duplex.site WHERE is_local"))
                    .isEqualTo(1);
        }
    }
}

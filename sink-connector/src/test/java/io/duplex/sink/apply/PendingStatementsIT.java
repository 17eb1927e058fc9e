// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that come before another site's statement to which they owe their columns. */
class PendingStatementsIT {
    private static final Rows ITEM = Rows.of("item", "id", "colour");

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void onlyASiteAmongSeveralWaitsForTheStatementThatMakesRoom(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                TransactionApplier applier = new TargetFixture(server).applier()) {
            applier.claim(SOURCE);
            server.execute("CREATE TABLE app.item (id INT PRIMARY KEY)");
            tell(server, 7);
            assertThat(failure(applier).kind()).isEqualTo(FailureKind.STOP);

            tell(server, 8);
            ApplyFailure missing = failure(applier);
            assertThat(missing.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(missing).hasMessageContaining("column colour is missing on the target");
            server.execute("ALTER TABLE app.item ADD COLUMN colour VARCHAR(2)");
            ApplyFailure small = failure(applier);
            assertThat(small.kind()).isEqualTo(FailureKind.RETRY);
            assertThat(small).hasMessageContaining("Data too long");

            server.execute("ALTER TABLE app.item MODIFY COLUMN colour VARCHAR(9)");
            applier.apply(transaction(1, ITEM.insert(1L, "red")));
            assertThat(server.value("SELECT colour FROM app.item WHERE id = 1")).isEqualTo("red");
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatNoStatementMendsStopsAmongSeveralSitesToo(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                TransactionApplier applier = new TargetFixture(server).applier()) {
            applier.claim(SOURCE);
            tell(server, 7);
            tell(server, 8);
            server.execute(
                    "CREATE TABLE app.item (id INT PRIMARY KEY, colour VARCHAR(9))",
                    "INSERT INTO app.item VALUES (1, 'blue')");

            ApplyFailure duplicate = failure(applier);
            assertThat(duplicate.kind()).isEqualTo(FailureKind.STOP);
            assertThat(duplicate).hasMessageContaining("1062");
        }
    }

    private static ApplyFailure failure(TransactionApplier applier) {
        return catchThrowableOfType(ApplyFailure.class, () -> applier.apply(transaction(1, ITEM.insert(1L, "red"))));
    }

    private static void tell(MySqlServer server, int site) {
        server.execute("INSERT INTO duplex.site_settings (site_id, server_uuid, server_id, auto_increment_increment,"
                + " auto_increment_offset, lower_case_table_names) VALUES (" + site + ", UUID(), " + site
                + ", 3, 1, 0)");
    }
}

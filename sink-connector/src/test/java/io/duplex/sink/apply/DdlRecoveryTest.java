// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.DdlRecovery.Outcome.EXECUTED;
import static io.duplex.sink.apply.DdlRecovery.Outcome.NOT_EXECUTED;
import static io.duplex.sink.apply.DdlRecovery.Outcome.PARTLY;
import static io.duplex.sink.apply.DdlRecovery.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.sink.apply.DdlRecovery.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each row of the table in the class comment. */
class DdlRecoveryTest {
    private static final String A = "TABLE `d`.`a`";
    private static final String B = "TABLE `d`.`b`";

    private static Outcome decide(String statement, Map<String, String> before, Map<String, String> now) {
        return DdlRecovery.decide(DdlForm.of(statement, false), before, now);
    }

    private static Map<String, String> states(String... namesAndStates) {
        Map<String, String> states = new LinkedHashMap<>();
        for (int i = 0; i < namesAndStates.length; i += 2) {
            states.put(namesAndStates[i], namesAndStates[i + 1]);
        }
        return states;
    }

    @Test
    void repeatableStatementsAreRepeated() {
        assertThat(decide("GRANT SELECT ON a.* TO b", Map.of(), Map.of())).isEqualTo(NOT_EXECUTED);
        assertThat(decide("ALTER USER u IDENTIFIED BY 'x'", Map.of(), Map.of())).isEqualTo(NOT_EXECUTED);
        assertThat(decide("CREATE USER IF NOT EXISTS u", Map.of(), Map.of())).isEqualTo(NOT_EXECUTED);
        assertThat(decide("OPTIMIZE TABLE a", states(A, "x t"), states(A, "x u")))
                .isEqualTo(NOT_EXECUTED);
    }

    @Test
    void whatIsNotVisibleIsUnknown() {
        assertThat(decide("CREATE USER u", Map.of(), Map.of())).isEqualTo(UNKNOWN);
        assertThat(decide("ALTER TABLE a ADD b INT", states(A, "hidden t"), states(A, "hidden t")))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void aDropIsKnownByWhatIsGone() {
        assertThat(decide("DROP TABLE a, b", states(A, "x t", B, "y t"), states(A, "absent", B, "absent")))
                .isEqualTo(EXECUTED);
        assertThat(decide("DROP TABLE a, b", states(A, "x t", B, "y t"), states(A, "absent", B, "y t")))
                .isEqualTo(PARTLY);
        assertThat(decide("DROP TABLE a, b", states(A, "x t", B, "y t"), states(A, "x t", B, "y t")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("DROP TABLE IF EXISTS a", states(A, "absent"), states(A, "absent")))
                .isEqualTo(NOT_EXECUTED);
    }

    @Test
    void aCreationIsKnownByItsObject() {
        assertThat(decide("CREATE TABLE a LIKE b", states(A, "absent", B, "y t"), states(A, "y u", B, "y t")))
                .isEqualTo(EXECUTED);
        assertThat(decide("CREATE TABLE a (i INT)", states(A, "absent"), states(A, "absent")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("CREATE OR REPLACE VIEW a AS SELECT 1", states(A, "x view"), states(A, "y view")))
                .isEqualTo(EXECUTED);
    }

    @Test
    void aTruncationIsKnownByTheFirstRowAndTheTimeOfCreation() {
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x t empty")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x u s"))).isEqualTo(EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x t r"))).isEqualTo(NOT_EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x t s"))).isEqualTo(UNKNOWN);
    }

    @Test
    void aRenamingIsKnownWhenAllNamesDiffer() {
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "absent", B, "x t r")))
                .isEqualTo(EXECUTED);
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "x t r", B, "absent")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "x t s", B, "absent")))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void anAlterationIsKnownByAnyDifference() {
        assertThat(decide("ALTER TABLE a ADD b INT", states(A, "x t"), states(A, "y t")))
                .isEqualTo(EXECUTED);
        assertThat(decide("DROP INDEX i ON a", states(A, "x t"), states(A, "y t")))
                .isEqualTo(EXECUTED);
        assertThat(decide("CREATE INDEX i ON a (b)", states(A, "x t"), states(A, "x t")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("ALTER TABLE a ENGINE = InnoDB", states(A, "x t"), states(A, "x t")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("ALTER TABLE a TRUNCATE PARTITION p", states(A, "x t"), states(A, "x t")))
                .isEqualTo(UNKNOWN);
    }
}

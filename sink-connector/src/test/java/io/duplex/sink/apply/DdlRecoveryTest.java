// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.DdlRecovery.Outcome.EXECUTED;
import static io.duplex.sink.apply.DdlRecovery.Outcome.NOT_EXECUTED;
import static io.duplex.sink.apply.DdlRecovery.Outcome.PARTLY;
import static io.duplex.sink.apply.DdlRecovery.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.DdlRecovery.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each row of the table in the class comment. */
class DdlRecoveryTest {
    private static final String A = "TABLE `d`.`a`";
    private static final String C = "TABLE `d`.`c`";
    private static final String B = "TABLE `d`.`b`";

    private static Outcome decide(String statement, Map<String, String> before, Map<String, String> now) {
        return DdlRecovery.decide(
                new ReplayedStatement(
                        "id",
                        new Origin(1, Gtid.parse("11111111-2222-3333-4444-555555555555:1")),
                        SitePath.of(1),
                        new DdlContext(Optional.of("d"), DdlClass.OTHER, List.of(new TableId("d", "a")), Map.of()),
                        DdlForm.of(statement, false)),
                before,
                now);
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
    void usersAreKnownByWhatTheyAreAndMayDo() {
        String u = "USER 'u'@'%'";
        String v = "USER 'v'@'%'";
        assertThat(decide("GRANT ...", states(u, "x g"), states(u, "x h"))).isEqualTo(EXECUTED);
        assertThat(decide("ALTER USER ...", states(u, "x g"), states(u, "x g"))).isEqualTo(NOT_EXECUTED);
        assertThat(decide("ALTER USER ...", states(u, "hidden"), states(u, "x g")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("CREATE USER IF NOT EXISTS ...", states(u, "absent"), states(u, "x g")))
                .isEqualTo(EXECUTED);
        assertThat(decide("CREATE USER ...", states(u, "absent", v, "y g"), states(u, "x g", v, "y g")))
                .isEqualTo(EXECUTED);
        assertThat(decide("CREATE USER ...", states(u, "absent", v, "y g"), states(u, "absent", v, "y g")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("CREATE ROLE ...", states(u, "absent", v, "absent"), states(u, "x g", v, "absent")))
                .isEqualTo(UNKNOWN);
        assertThat(decide("DROP USER ...", states(u, "x g", v, "y g"), states(u, "absent", v, "y g")))
                .isEqualTo(PARTLY);
        assertThat(decide("DROP USER ...", states(u, "x g"), states(u, "absent")))
                .isEqualTo(EXECUTED);
        assertThat(decide("DROP USER ...", states(u, "hidden"), states(u, "hidden")))
                .isEqualTo(UNKNOWN);
        assertThat(decide("RENAME USER ...", states(u, "x g", v, "absent"), states(u, "absent", v, "x g")))
                .isEqualTo(EXECUTED);
        assertThat(decide("RENAME USER ...", states(u, "x g", v, "absent"), states(u, "x g", v, "absent")))
                .isEqualTo(NOT_EXECUTED);
    }

    @Test
    void accountsAreFoundInStatements() {
        assertThat(accounts("CREATE USER IF NOT EXISTS u IDENTIFIED WITH 'p' AS 'x,y', \"b\"@localhost"))
                .containsExactly("'u'@'%'", "'b'@'localhost'");
        assertThat(accounts("DROP ROLE `r`, 's'@'10.%'")).containsExactly("'r'@'%'", "'s'@'10.%'");
        assertThat(accounts("RENAME USER a TO b, 'c''d'@'h' TO e@h"))
                .containsExactly("'a'@'%'", "'b'@'%'", "'c''d'@'h'", "'e'@'h'");
        assertThat(accounts("GRANT CREATE USER, SELECT ON `TO`.* TO u, v@h WITH GRANT OPTION"))
                .containsExactly("'u'@'%'", "'v'@'h'");
        assertThat(accounts("REVOKE ALL PRIVILEGES, GRANT OPTION FROM u")).containsExactly("'u'@'%'");
        assertThat(accounts("SET PASSWORD FOR u@h = 'x'")).containsExactly("'u'@'h'");
        assertThat(accounts("ALTER USER USER() IDENTIFIED BY 'x'")).isEmpty();
        assertThat(accounts("CREATE TABLE user (id INT)")).isEmpty();
    }

    private static List<String> accounts(String statement) {
        return Accounts.of(DdlForm.of(statement, false), false);
    }

    @Test
    void whatIsNotVisibleIsUnknown() {
        assertThat(decide("CREATE USER u", Map.of(), Map.of())).isEqualTo(UNKNOWN);
        assertThat(decide("TRUNCATE a", states(A, "x t hidden"), states(A, "x t hidden")))
                .isEqualTo(UNKNOWN);
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
                .isEqualTo(EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t empty"), states(A, "x t empty")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x u s"))).isEqualTo(EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x t r"))).isEqualTo(NOT_EXECUTED);
        assertThat(decide("TRUNCATE a", states(A, "x t r"), states(A, "x t s"))).isEqualTo(UNKNOWN);
    }

    @Test
    void aRenamingIsKnownByTheNamesThatAreThere() {
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "absent", B, "x t r")))
                .isEqualTo(EXECUTED);
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "x t r", B, "absent")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "x t s", B, "absent")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide("RENAME TABLE a TO b", states(A, "x t r", B, "absent"), states(A, "x t s", B, "y t s")))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void tablesThatChangePlacesAreKnownByWhatTheyAre() {
        String swap = "RENAME TABLE `a` TO d.\"c\", b TO a /* so */, c TO `d`.b";
        Map<String, String> before = states(A, "x t r", C, "absent", B, "x t s");
        assertThat(decide(swap, before, states(A, "x t s", C, "absent", B, "x t r")))
                .isEqualTo(EXECUTED);
        assertThat(decide(swap, before, before)).isEqualTo(NOT_EXECUTED);
        assertThat(decide(swap, before, states(A, "x t q", C, "absent", B, "x t s")))
                .isEqualTo(UNKNOWN);
        assertThat(decide(swap, before, states(A, "absent", C, "x t r", B, "x t s")))
                .isEqualTo(UNKNOWN);
        Map<String, String> equal = states(A, "x t empty", C, "absent", B, "x t empty");
        assertThat(decide(swap, equal, equal)).isEqualTo(UNKNOWN);
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
        assertThat(decide("ALTER TABLE a DISCARD TABLESPACE", states(A, "x t"), states(A, "x t")))
                .isEqualTo(UNKNOWN);
    }

    @Test
    void partitionsAreKnownByTheirFirstRow() {
        String p = "ROWS `d`.`a` PARTITION (`p`)";
        String q = "ROWS `d`.`a` PARTITION (`q`)";
        String truncate = "ALTER TABLE a TRUNCATE PARTITION p, `q`";
        Map<String, String> before = states(A, "x t", p, "1", q, "2");
        assertThat(decide(truncate, before, states(A, "x t", p, "empty", q, "empty")))
                .isEqualTo(EXECUTED);
        assertThat(decide(truncate, before, states(A, "x t", p, "1", q, "empty")))
                .isEqualTo(NOT_EXECUTED);
        assertThat(decide(truncate, before, before)).isEqualTo(NOT_EXECUTED);
        assertThat(decide(truncate, before, states(A, "x t", p, "3", q, "empty")))
                .isEqualTo(UNKNOWN);

        String rows = "ROWS `d`.`b`";
        String exchange = "ALTER TABLE a EXCHANGE PARTITION p WITH TABLE b WITHOUT VALIDATION";
        before = states(A, "x t", p, "1", rows, "2");
        assertThat(decide(exchange, before, before)).isEqualTo(NOT_EXECUTED);
        assertThat(decide(exchange, before, states(A, "x u", p, "2", rows, "1")))
                .isEqualTo(EXECUTED);
        assertThat(decide(exchange, before, states(A, "x u", p, "2", rows, "3")))
                .isEqualTo(UNKNOWN);
        before = states(A, "x t", p, "1", rows, "1");
        assertThat(decide(exchange, before, before)).isEqualTo(UNKNOWN);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DefinerPolicyTest {

    @Test
    void theClauseIsTakenOutWhereTheServerWritesIt() {
        assertThat(
                        DefinerPolicy.withoutDefiner(
                                "CREATE ALGORITHM=UNDEFINED DEFINER=`ro``ot`@`%` SQL SECURITY DEFINER VIEW `a`.`v` AS SELECT 1"))
                .contains("CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `a`.`v` AS SELECT 1");
        assertThat(DefinerPolicy.withoutDefiner(
                        "CREATE DEFINER='a'@'b' TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1"))
                .contains("CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1");
        assertThat(DefinerPolicy.withoutDefiner("alter definer = current_user() event e ENABLE"))
                .contains("alter event e ENABLE");
        assertThat(DefinerPolicy.withoutDefiner("CREATE OR REPLACE DEFINER=root@localhost VIEW v AS SELECT 1"))
                .contains("CREATE OR REPLACE VIEW v AS SELECT 1");
    }

    @Test
    void otherStatementsAreLeftAlone() {
        assertThat(DefinerPolicy.withoutDefiner("CREATE TABLE t (a VARCHAR(30) DEFAULT 'DEFINER=x@y')"))
                .isEmpty();
        assertThat(DefinerPolicy.withoutDefiner("CREATE VIEW v AS SELECT 'CREATE DEFINER=a@b '"))
                .isEmpty();
    }
}

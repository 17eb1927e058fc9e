// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.sink.apply.DdlForm.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DdlFormTest {
    @Test
    void theKindOfAStatementIsKnown() {
        assertThat(kind("CREATE TABLE t (a INT)")).isEqualTo("CREATE TABLE");
        assertThat(kind("/* x */ create /*!50001 algorithm=undefined */ definer=`root`@`%` view `d`.`v` as select 1"))
                .isEqualTo("CREATE VIEW");
        assertThat(kind("CREATE DEFINER=`table`@`%` TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1"))
                .isEqualTo("CREATE TRIGGER");
        assertThat(kind("CREATE UNIQUE INDEX i ON t (a)")).isEqualTo("CREATE INDEX");
        assertThat(kind("CREATE SCHEMA s")).isEqualTo("CREATE DATABASE");
        assertThat(kind("-- hello\nDROP TABLES a, b")).isEqualTo("DROP TABLE");
        assertThat(kind("TRUNCATE t")).isEqualTo("TRUNCATE");
        assertThat(kind("GRANT SELECT ON a.* TO b")).isEqualTo("GRANT");
        assertThat(kind("ANALYZE TABLE t")).isEqualTo("OTHER TABLE");
    }

    private static String kind(String statement) {
        return DdlForm.of(statement, false).kind();
    }

    @Test
    void namesAreReadWithTheirDatabase() {
        assertThat(name("CREATE TABLE IF NOT EXISTS `a``b`.`c d` (x INT)")).containsExactly("a`b", "c d");
        assertThat(name("DROP PROCEDURE IF EXISTS p")).containsExactly("p");
        assertThat(name("CREATE DATABASE d DEFAULT CHARACTER SET latin1")).containsExactly("d");
        assertThat(name("ALTER DATABASE CHARACTER SET latin1")).isNotNull();
        assertThat(DdlForm.of("DROP VIEW \"v\"", true).name()).containsExactly("v");
    }

    private static List<String> name(String statement) {
        return DdlForm.of(statement, false).name();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE t ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY | true",
                "ALTER TABLE t MODIFY id INT NOT NULL auto_increment | true",
                "ALTER TABLE t AUTO_INCREMENT = 5 | false",
                "ALTER TABLE t AUTO_INCREMENT 5 | false",
                "ALTER TABLE t COMMENT 'auto_increment' | false",
                "ALTER TABLE t ADD COLUMN `auto_increment` INT | false",
                "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY) | false",
            })
    void onlyAlterationsThatNumberRowsRunUnmarked(String statement, boolean numbers) {
        assertThat(DdlForm.of(statement, false).numbersRows()).isEqualTo(numbers);
    }

    @Test
    void theRowsOfACreateSelectFollow() {
        DdlForm form = DdlForm.of("CREATE TABLE `t` (\n  `a` int\n) START TRANSACTION", false);

        assertThat(form.rowsFollow()).isTrue();
        assertThat(form.text()).isEqualTo("CREATE TABLE `t` (\n  `a` int\n)");
        assertThat(form.verb()).isEqualTo(Verb.CREATE);
        assertThat(DdlForm.of("CREATE TABLE t (a INT) COMMENT 'START TRANSACTION'", false)
                        .rowsFollow())
                .isFalse();
    }

    @Test
    void wordsInQuotesAndCommentsAreNotMentioned() {
        assertThat(DdlForm.mentions("CREATE TABLE t (a TIMESTAMP)", "timestamp"))
                .isTrue();
        assertThat(DdlForm.mentions(
                        "CREATE TABLE t (`timestamp` INT COMMENT 'it''s \\' timestamp') /* timestamp */", "timestamp"))
                .isFalse();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DdlParserTest {
    private final DdlParser parser = new DdlParser(80033);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    CREATE DEFINER=`table`@`%` PROCEDURE p() BEGIN DROP TABLE t; END | ROUTINE | CREATE PROCEDURE
                    create definer = event@localhost event e on schedule every 1 day do drop table t | EVENT | CREATE EVENT
                    CREATE DEFINER=CURRENT_USER() TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = 1 | TRIGGER | CREATE TRIGGER
                    CREATE ALGORITHM=UNDEFINED DEFINER=`r`@`%` SQL SECURITY DEFINER VIEW `v` AS SELECT 1 | VIEW | CREATE VIEW
                    DROP VIEW IF EXISTS a, b.c | VIEW | DROP VIEW
                    CREATE USER 'table'@'%' | USER | CREATE USER
                    GRANT SELECT ON a.* TO b | USER | GRANT
                    SET PASSWORD FOR 'a'@'b' = 'x' | USER | SET PASSWORD
                    RENAME USER a TO b | USER | RENAME USER
                    /* lead */ DROP FUNCTION IF EXISTS f | ROUTINE | DROP FUNCTION
                    CREATE SPATIAL REFERENCE SYSTEM 1 NAME 'table' | OTHER | CREATE REFERENCE
                    ANALYZE TABLE t | OTHER | ANALYZE
                    /*!50003 CREATE */ /*!50017 DEFINER=`a`@`b` */ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a=1 */ | TRIGGER | CREATE TRIGGER
                    CREATE OR REPLACE JSON RELATIONAL DUALITY VIEW v AS SELECT 1 | VIEW | CREATE VIEW
                    """)
    void statementsThatCannotTouchATableAreKnownByTheirLeadingKeywords(String sql, DdlClass ddlClass, String kind) {
        DdlStatement statement = parser.parse(sql, StatementContext.of("app"));

        assertThat(statement).isInstanceOf(DdlStatement.Unmodelled.class);
        assertThat(statement.ddlClass()).isEqualTo(ddlClass);
        assertThat(statement.kind()).isEqualTo(kind);
    }

    @Test
    void oldAndNewNamesAreToldWithTheDefaultDatabaseFilledIn() {
        DdlStatement rename = parser.parse("RENAME TABLE a TO b.a, `c``d` TO e", StatementContext.of("app"));
        DdlStatement trigger = parser.parse(
                "CREATE TRIGGER other.tr AFTER DELETE ON t FOR EACH ROW SET @on = 1", StatementContext.of("app"));

        assertThat(rename.tables())
                .containsExactly(
                        new TableId("app", "a"),
                        new TableId("b", "a"),
                        new TableId("app", "c`d"),
                        new TableId("app", "e"));
        assertThat(trigger.tables()).containsExactly(new TableId("other", "t"));
        assertThat(trigger.objects()).containsExactly(new TableId("other", "tr"));
        assertThat(trigger.database()).contains("other");
    }

    @Test
    void conditionsAndTemporaryTablesAreTold() {
        assertThat(parser.parse("DROP TEMPORARY TABLE IF EXISTS t", StatementContext.of("app")))
                .matches(DdlStatement::conditional)
                .matches(DdlStatement::temporary);
        assertThat(parser.parse("CREATE DATABASE IF NOT EXISTS d", StatementContext.of("")))
                .matches(DdlStatement::conditional)
                .extracting(DdlStatement::database)
                .hasToString("Optional[d]");
    }

    @Test
    void textBeyondTheGrammarIsAnErrorWithTheStatementAndTheRemedy() {
        assertThatThrownBy(() -> parser.parse("ALTER TABLE t FROBNICATE COLUMN a", StatementContext.of("app")))
                .isInstanceOf(DdlException.class)
                .hasMessageContaining("FROBNICATE COLUMN a")
                .hasMessageContaining("Remedy");
        assertThatThrownBy(() -> parser.parse("INSERT INTO t VALUES (1)", StatementContext.of("app")))
                .isInstanceOf(DdlException.class)
                .hasMessageContaining("binlog_format=ROW");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE t (a INT, b FANCY(3))",
                "CREATE TABLE t (a INT) ENGINE=MERGE UNION=()",
                "CREATE TABLE t (t.a.b.c INT)",
                "ALTER TABLE t ADD COLUMN a INT SPARKLING",
                "ALTER TABLE t ADD COLUMN a INT; DROP TABLE t",
                "CREATE HYPER TABLE t (a INT)",
                "CREATE UNIQUE INDEX i ON t (a) ON CLUSTER",
                "DROP INDEX i",
                "RENAME TABLE a INTO b",
                "TRUNCATE t CASCADE WITH FORCE",
                "ALTER DATABASE d SPARKLING",
                "CREATE COLLECTION c",
                "SHRINK TABLE t"
            })
    void whatTheGrammarDoesNotKnowNeverPassesInSilence(String sql) {
        assertThatThrownBy(() -> parser.parse(sql, StatementContext.of("app")))
                .isInstanceOf(DdlException.class)
                .hasMessageContaining(sql)
                .hasMessageContaining("Remedy");
    }

    @Test
    void wordsReservedByNewerServersAreNamesOfOlderOnes() {
        TableCatalog catalog = new TableCatalog(ServerDefaults.ofVersion(50722));

        catalog.apply(parser.parse("CREATE TABLE t (rank INT, `of` INT, lead INT)", StatementContext.of("app")));

        assertThat(catalog.table(new TableId("app", "t")).orElseThrow().columns())
                .extracting(column -> column.name())
                .containsExactly("rank", "of", "lead");
    }

    @Test
    void namesFoldAsLowerCaseTableNamesSays() {
        ServerDefaults plain = ServerDefaults.ofVersion(80033);
        ServerDefaults folding = new ServerDefaults(plain.version(), plain.charsets(), plain.collation(), 1, true);
        TableCatalog sensitive = new TableCatalog(plain);
        TableCatalog insensitive = new TableCatalog(folding);
        DdlStatement create = parser.parse("CREATE TABLE Big (A INT)", StatementContext.of("App"));

        sensitive.apply(create);
        insensitive.apply(create);

        assertThat(sensitive.table(new TableId("app", "big"))).isEmpty();
        assertThat(insensitive.table(new TableId("APP", "BIG")).orElseThrow().id())
                .isEqualTo(new TableId("app", "big"));
    }
}

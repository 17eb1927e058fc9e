// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import static io.duplex.protocol.filter.FilterTables.ORDERS;
import static io.duplex.protocol.filter.FilterTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.RowImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked, and what is done with answers; what servers answer is tested in {@code RowFilterIT}. */
class ServerRowFilterTest {
    private final List<FilterServer.Question> questions = new ArrayList<>();

    @Test
    void rowsGoIntoATemporaryTableOfTheColumnsThatAreUsed() {
        ServerRowFilter filter =
                ServerRowFilter.compile("shop.orders.name REGEXP '^é' AND kind = 'a' OR n/3 > 1 AND n < 9", ORDERS);
        filter.of(List.of(row(3L, "é'")), question -> {
            questions.add(question);
            return new BitSet();
        });
        FilterServer.Question asked = questions.get(0);
        String table = asked.preparation().get(0).replaceAll(".*(`shop`\\.`duplex_filter_[0-9a-f-]+`).*", "$1");
        assertThat(asked.preparation())
                .containsExactly("CREATE TEMPORARY TABLE IF NOT EXISTS " + table + " (`duplex row` INT, `n` INT NULL, "
                        + "`name` VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NULL, "
                        + "`kind` ENUM('it''s','a\\\\b') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL)");
        assertThat(asked.statements())
                .containsExactly(
                        "DELETE FROM " + table,
                        "INSERT INTO " + table + " VALUES (0, 3, _utf8mb4 x'c3a927', 2)",
                        "SELECT `duplex row` FROM " + table
                                + " AS `orders` WHERE (`name` REGEXP '^é' AND `kind` = 'a' OR `n`/3 > 1 AND `n` < 9\n) ");
    }

    @Test
    void answersComeInTheOrderOfTheRowsHoweverManyQuestionsThereAre() {
        List<RowImage> rows =
                LongStream.range(0, 2500).mapToObj(n -> row(n, "a")).toList();
        ServerRowFilter filter = ServerRowFilter.compile("n REGEXP '0$'", ORDERS);
        List<ServerRowFilter.Verdict> verdicts = filter.of(rows, question -> {
            questions.add(question);
            BitSet passing = new BitSet();
            passing.set(questions.size());
            return passing;
        });
        assertThat(questions).hasSize(3);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(verdicts.get(i).passes()).isEqualTo(i == 1 || i == 1002 || i == 2003);
        }
    }

    @Test
    void onlyTheRowForWhichTheServerFailsFails() {
        List<RowImage> rows =
                LongStream.range(0, 100).mapToObj(n -> row(n, "a")).toList();
        ServerRowFilter filter = ServerRowFilter.compile("n REGEXP '0$'", ORDERS);
        List<ServerRowFilter.Verdict> verdicts = filter.of(rows, question -> {
            if (question.statements().get(1).contains(", 42)")) {
                throw new FilterEvaluationException("42 is out of range");
            }
            BitSet passing = new BitSet();
            passing.set(0, 100);
            return passing;
        });
        for (int i = 0; i < 100; i++) {
            assertThat(verdicts.get(i).error().isPresent()).as("row %s", i).isEqualTo(i == 42);
        }
        assertThatThrownBy(() -> verdicts.get(42).passes()).hasMessageContaining("out of range");
    }

    @Test
    void aMissingPrivilegeIsNamed() {
        ServerRowFilter filter = ServerRowFilter.compile("n REGEXP '0$'", ORDERS);
        assertThatThrownBy(() -> filter.verify(question -> {
                    throw new FilterEvaluationException("Access denied");
                }))
                .hasMessageContaining("Access denied")
                .hasMessageContaining("GRANT CREATE TEMPORARY TABLES ON `shop`.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "n = NOW() | NOW",
                "n = CURRENT_TIMESTAMP | CURRENT_TIMESTAMP",
                "at > CURDATE() | CURDATE",
                "n < RAND() | RAND",
                "name = UUID() | UUID",
                "name = CURRENT_USER() | CURRENT_USER",
                "name = CURRENT_USER | CURRENT_USER",
                "name = DATABASE() | DATABASE",
                "n = @a | @a",
                "n = @@server_id | @@server_id",
                "n = (SELECT 1) | SELECT 1",
                "n IN (SELECT 1) | SELECT 1",
                "EXISTS (SELECT 1) | SELECT 1",
                "n > ALL (SELECT 1) | SELECT 1",
                "shop.f(n) = 1 | stored functions",
                "f(n) = 1 | F is not known",
                "SLEEP(1) | SLEEP",
                "UNIX_TIMESTAMP() > 1 | current time",
                "CONVERT_TZ(at, 'Europe/Rome', '+00:00') > 1 | offsets",
                "MATCH (name) AGAINST ('a') | MATCH",
                "COUNT(*) > 1 | COUNT",
                "n = DEFAULT(n) | DEFAULT",
                "n = VALUES(n) | VALUES",
                "missing = 1 | no such column",
                "other.n = 1 | only columns of table",
                "n = 1; DROP TABLE t | more than one"
            })
    void whatDependsOnMoreThanTheRowIsRefusedByName(String expression, String message) {
        assertThatThrownBy(() -> ServerRowFilter.compile(expression, ORDERS))
                .isInstanceOf(FilterRefusedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name RLIKE 'a' OR REGEXP_LIKE(name, 'b', 'i')",
                "JSON_EXTRACT(name, '$.a') = 1 OR name->>'$.b' = 'x'",
                "n / 3 > 1.5 AND total DIV 0.5 = 2",
                "ST_X(POINT(n, 1)) > 1",
                "DATE_FORMAT(at, '%W') = \"Thursday\"",
                "CONVERT_TZ(at, '+00:00', '-05:30') > DATE'2020-01-01'",
                "UNIX_TIMESTAMP(at) > 1 AND TIMESTAMPDIFF(DAY, at, TIMESTAMP'2020-01-01') < 2",
                "INET6_ATON(name) IS NULL AND (n, id) = (1, 2)",
                "name SOUNDS LIKE 'x' XOR 1 MEMBER OF (name)"
            })
    void whatDependsOnTheRowAloneIsTaken(String expression) {
        ServerRowFilter.check(expression);
        ServerRowFilter.compile(expression, ORDERS);
    }
}

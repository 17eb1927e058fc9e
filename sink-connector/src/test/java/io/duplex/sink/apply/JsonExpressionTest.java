// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonExpressionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{\"a\": 1.5, \"b\": [1, \"2.50\", true], \"c d\": {}}",
                "[18446744073709551615, -9223372036854775808, 1e22, 0.1, -0.0, 1.5e-21, 123456789.012345]",
                "[100000000000000000000, \"0.30000000000000004\"]",
                "\"2020-01-01\"",
                "{\"\\\"1.50\": \"a \\\\\"}"
            })
    void whatTheTextMakesAgainStaysText(String document) {
        assertThat(JsonExpression.of(document)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "[1.50, 1.5]|JSON_ARRAY(CAST('1.50' AS DECIMAL(3,2)),CAST('1.5' AS JSON))",
                "[-0.050]|JSON_ARRAY(CAST('-0.050' AS DECIMAL(3,3)))",
                "{\"a\":12345678901234567890.12}|JSON_OBJECT('a',CAST('12345678901234567890.12' AS DECIMAL(22,2)))",
                "{\"a\": [true, {}], \"b\\\"\": [[@5]]}|JSON_OBJECT('a',CAST('[true, {}]' AS JSON),"
                        + "JSON_UNQUOTE('\"b\\\\\"\"'),JSON_ARRAY(JSON_ARRAY(CAST('5' AS DECIMAL(1,0)))))",
                "[1e300, 1, -0.30000000000000004]|JSON_ARRAY(1e300,CAST('1' AS JSON),-0.30000000000000004e0)",
                "0.30000000000000004|JSON_EXTRACT(JSON_ARRAY(0.30000000000000004e0),'$[0]')",
                "@1.50|JSON_EXTRACT(JSON_ARRAY(CAST('1.50' AS DECIMAL(3,2))),'$[0]')",
                "[@\"2020-01-02\", @\"-01:02:03.000000\", @\"2020-01-02 03:04:05.100000\"]|JSON_ARRAY("
                        + "CAST('2020-01-02' AS DATE),CAST('-01:02:03.000000' AS TIME(6)),"
                        + "CAST('2020-01-02 03:04:05.100000' AS DATETIME(6)))",
                "[@\"base64:type15:AP8=\", @\"base64:type251:AP8=\"]|JSON_ARRAY(_binary x'00ff',"
                        + "CAST('\"base64:type251:AP8=\"' AS JSON))",
                "[@\"base64:type252:\"]|JSON_ARRAY((SELECT _binary x'' UNION ALL SELECT GROUP_CONCAT(x'') LIMIT 1))",
                "[@\"base64:type253:AP\\n8=\"]|JSON_ARRAY(CAST(_binary x'00ff' AS BINARY))",
                "[@\"base64:type16:BQ==\"]|JSON_ARRAY("
                        + "/*!80000 IF(*/x'05'/*!80000  IS NULL,NULL,'base64:type16:BQ==')*/)"
            })
    void valuesOfOtherTypesAreMadeByTheServer(String document, String sql) {
        assertThat(JsonExpression.of(document.replace('@', '\t'))).isEqualTo(Optional.of(sql));
    }

    @Test
    void aTextThatEndsTooEarlyIsNamed() {
        assertThatThrownBy(() -> JsonExpression.of("{\"a\": [1.50")).hasMessageContaining("ends within");
    }
}

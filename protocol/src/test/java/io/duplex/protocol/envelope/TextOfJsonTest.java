// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.JsonMarks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextOfJsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\": [1, 2, {\"b\": null}], \"c d\": true}|{\"a\":[1,2,{\"b\":null}],\"c d\":true}|true",
                "\"a , \\\" : {\\u001f\\n}\"|\"a , \\\" : {\\u001F\\n}\"|true",
                "[\"\\\\u00\", \"\\u001a\\u001b\", \"\\\\\\u000c\"]|[\"\\\\u00\",\"\\u001A\\u001B\",\"\\\\\\u000C\"]|true",
                "[1.5, -0.0, 100.0, 12.50, 0.1]|[1.5,-0.0,100.0,12.50,0.1]|true",
                "1e20|100000000000000000000|false",
                "[12345678.5]|[12345678.5]|true",
                "1e-7|0.0000000999999999999999954748111825886258685613938723690807819366455078125|false",
                "18446744073709551615|18446744073709551615|true"
            })
    void theBinlogsDocumentsAreWrittenAsDebeziumWritesThem(String server, String debezium, boolean exact) {
        TextOfJson told = TextOfJson.of(server, true);

        assertThat(told.toString()).isEqualTo(debezium);
        assertThat(told.exact()).isEqualTo(exact);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "[@1.50, @12345678901234567890.12]|[1.50,12345678901234567890.12]|[1.50,12345678901234567890.12]",
                "[@\"01:02:03.100000\"]|[\"01:02:03.1\"]|[\"01:02:03.100000\"]",
                "[@\"base64:type15:AP8=\"]|[\"AP8=\"]|[\"base64:type15:AP8=\"]"
            })
    void valuesOfOtherTypesAreNeverTheTextAlone(String server, String debezium, String exact) {
        String marked = server.replace('@', JsonMarks.MARK);

        assertThat(TextOfJson.of(marked, true)).hasToString(debezium);
        assertThat(TextOfJson.of(marked, false)).hasToString(exact);
        assertThat(TextOfJson.of(marked, false).exact()).isFalse();
    }
}

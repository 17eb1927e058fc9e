// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

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
                "[1.5, -0.0, 100.0, 12.50, 0.1]|[1.5,-0.0,100.0,12.50,0.1]|true",
                "1e20|100000000000000000000|false",
                "[12345678.5]|[12345678.5]|true",
                "1e-7|0.0000000999999999999999954748111825886258685613938723690807819366455078125|false",
                "18446744073709551615|18446744073709551615|true"
            })
    void theBinlogsDocumentsAreWrittenAsDebeziumWritesThem(String server, String debezium, boolean exact) {
        TextOfJson told = TextOfJson.of(server);

        assertThat(told.toString()).isEqualTo(debezium);
        assertThat(told.exact()).isEqualTo(exact);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopiedDocumentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\": \"2020-01-02\"}|{\"a\": \"2020-01-02\"}",
                "{\"a\": \"2020-01-02\"}@|{\"a\": @\"2020-01-02\"}",
                "\"2020-01-02\"@|@\"2020-01-02\"",
                "\"2020-01-02\"@\"$\"|\"2020-01-02\"",
                "[\"x\", [1.5, \"12:00:00.000000\"], \"y\"]@[\"$[0]\", \"$[2]\"]|"
                        + "[\"x\", [1.5, @\"12:00:00.000000\"], \"y\"]",
                "{\"a\": [{\"b c\": \"s\"}, {}, []], \"a\\\"]\": \"t\", \"\": {\"x.y\": null, \"z\": \"u\"}}@"
                        + "[\"$.a[0].\\\"b c\\\"\", \"$.\\\"\\\".z\"]|"
                        + "{\"a\": [{\"b c\": \"s\"}, {}, []], \"a\\\"]\": @\"t\", \"\": {\"x.y\": null, \"z\": \"u\"}}",
                "{\"\": \"s\", \"b\": {\"\": \"t\", \"1\": \"u\"}}@[\"$.\", \"$.b.\"]|"
                        + "{\"\": \"s\", \"b\": {\"\": \"t\", \"1\": @\"u\"}}",
                "{\"\": {\"\": [\"s\", {\"\": \"t\"}]}}@[\"$..[0]\", \"$..[1].\"]|{\"\": {\"\": [\"s\", {\"\": \"t\"}]}}",
                "{\"a\\\"]\": \"t\", \"n\\n\": \"u\"}@[\"$.\\\"a\\\\\\\"]\\\"\", \"$.\\\"n\\\\n\\\"\"]|"
                        + "{\"a\\\"]\": \"t\", \"n\\n\": \"u\"}"
            })
    void whatIsNotFoundAsAStringIsMarked(String selected, String document) {
        byte[] bytes = selected.replace('@', '\t').getBytes(StandardCharsets.UTF_8);

        assertThat(new String((byte[]) CopiedDocument.read(bytes), StandardCharsets.UTF_8))
                .isEqualTo(document.replace('@', '\t'));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextsTest {
    @Test
    void formsOfTheSameDocumentAreTheSame() {
        same("{\"a\":1,\"b\":[true,null]}", "{\"a\": 1, \"b\": [true, null]}");
        same("\"\\u00e4\\/\\n\"", "\"\u00e4/\\u000a\"");
        same("[1.0E10]", "[10000000000.0]");
        same("-0.5", "-5e-1");
    }

    @Test
    void otherDocumentsAreOthers() {
        other("{\"a\": 1}", "{\"a\": 2}");
        other("{\"a\": 1}", "{\"a\": \"1\"}");
        other("[1, 2]", "[1]");
        other("\"a b\"", "\"ab\"");
        other("[12]", "[1, 2]");
        other("true", "null");
    }

    @Test
    void linesEndWithinStringsByEscapesOnly() {
        assertThat(JsonTexts.withoutLineEnds("{\"a\": \"AA\nBB\",\n\"q\\\"\": \"\n\"}"))
                .isEqualTo("{\"a\": \"AA\\nBB\",\n\"q\\\"\": \"\\n\"}");
    }

    private static void same(String one, String other) {
        assertThat(JsonTexts.same(one, other)).as(one).isTrue();
    }

    private static void other(String one, String other) {
        assertThat(JsonTexts.same(one, other)).as(one).isFalse();
        assertThat(JsonTexts.same(other, one)).as(other).isFalse();
    }
}

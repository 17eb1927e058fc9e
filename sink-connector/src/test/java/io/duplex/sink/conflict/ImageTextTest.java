// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ImageTextTest {
    @Test
    void everyKindOfValueIsReadable() {
        DecodedImage row = DecodedImage.of(
                List.of("id", "na\"me", "n", "price", "f", "at", "bin"),
                -7L,
                "a \"b\" \\ \n",
                null,
                new BigDecimal("1.50"),
                0.1,
                new MySqlDateTime(2024, 2, 29, 1, 2, 3, 4),
                new byte[] {0, -1});

        assertThat(ImageText.of(row))
                .isEqualTo(
                        "{\"id\": -7, \"na\\\"me\": \"a \\\"b\\\" \\\\ \\u000a\", \"n\": null, \"price\": {\"decimal\":"
                                + " \"1.50\"}, \"f\": {\"double\": \"0.1\"}, \"at\": {\"time\": \"2024-02-29 01:02:03.000004\"},"
                                + " \"bin\": {\"hex\": \"00FF\"}}");
        assertThat(ImageText.parse(ImageText.of(row))).isEqualTo(row);
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll String name,
            @ForAll String text,
            @ForAll long number,
            @ForAll byte[] bytes,
            @ForAll BigDecimal decimal,
            @ForAll double approximate) {
        DecodedImage row =
                DecodedImage.of(List.of(name, "b", "c", "d", "e"), text, number, bytes, decimal, approximate);

        DecodedImage read = ImageText.parse(ImageText.of(row));

        assertThat(read).isEqualTo(row);
    }

    @Test
    void severalRowsAreReadable() {
        DecodedImage one = DecodedImage.of(List.of("a", "b"), 1L, "]");
        DecodedImage other = DecodedImage.of(List.of("a"), 2L);

        assertThat(ImageText.parseAll(ImageText.of(List.of(one, other)))).containsExactly(one, other);
        assertThat(ImageText.parseAll(ImageText.of(one))).containsExactly(one);
        for (String text : List.of("[]", "[{}", "[{}, ]", "[{}] {}")) {
            assertThatThrownBy(() -> ImageText.parseAll(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anEmptyRowIsARow() {
        assertThat(ImageText.parse("{}").size()).isZero();
        assertThat(ImageText.of(List.of())).isEqualTo("[]");
    }

    @Test
    void otherTextIsRefused() {
        for (String text : List.of("", "{", "{\"a\"}", "{\"a\": x}", "{\"a\": {\"b\": \"c\"}}", "{} {}", "[]")) {
            assertThatThrownBy(() -> ImageText.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

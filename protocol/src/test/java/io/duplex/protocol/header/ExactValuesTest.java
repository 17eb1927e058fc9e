// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.MySqlDateTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExactValuesTest {
    private static final List<HeaderConverter> CONVERTERS = converters();

    private static List<HeaderConverter> converters() {
        JsonConverter json = new JsonConverter();
        json.configure(Map.of("converter.type", "header", "schemas.enable", "true"), false);
        StringConverter string = new StringConverter();
        string.configure(Map.of("converter.type", "header"));
        return List.of(new SimpleHeaderConverter(), string, json);
    }

    @Provide
    Arbitrary<Map<String, @Nullable Object>> images() {
        Arbitrary<MySqlDateTime> dates = Combinators.combine(
                        Arbitraries.integers().between(0, 9999),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 31),
                        Arbitraries.integers().between(0, 59),
                        Arbitraries.integers().between(0, 999_999))
                .as((year, month, day, second, micros) ->
                        new MySqlDateTime(year, month, day, second % 24, second, second, micros));
        Arbitrary<@Nullable Object> values = Arbitraries.<Object>oneOf(
                        Arbitraries.longs(),
                        Arbitraries.bigIntegers().between(BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(64)),
                        Arbitraries.doubles(),
                        Arbitraries.bigDecimals().map(BigDecimal::stripTrailingZeros),
                        dates,
                        Arbitraries.of(BinaryText.values()),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                .injectNull(0.1);
        Arbitrary<String> names = Arbitraries.strings()
                .withChars("abz09_ =;%-:\u00fc\u4e2d\"\\")
                .ofMinLength(1)
                .ofMaxLength(8);
        return Arbitraries.maps(names, values).ofMaxSize(5);
    }

    @Property
    void valuesOfAllKindsSurviveEveryHeaderConverter(
            @ForAll("images") Map<String, @Nullable Object> before,
            @ForAll("images") Map<String, @Nullable Object> after) {
        Optional<String> text = new ExactValues(before, after).encode();

        assertThat(text.isEmpty()).isEqualTo(before.isEmpty() && after.isEmpty());
        for (HeaderConverter converter : CONVERTERS) {
            ExactValues read = text.map(t -> throughHeader(converter, t))
                    .map(ExactValues::decode)
                    .orElse(ExactValues.NONE);
            assertThat(printed(read.before())).isEqualTo(printed(before));
            assertThat(printed(read.after())).isEqualTo(printed(after));
        }
    }

    private static String throughHeader(HeaderConverter converter, String text) {
        byte[] bytes = converter.fromConnectHeader("topic", ExactValues.NAME, Schema.STRING_SCHEMA, text);
        return (String)
                converter.toConnectHeader("topic", ExactValues.NAME, bytes).value();
    }

    private static Map<String, String> printed(Map<String, @Nullable Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, printed(value)));
        return texts;
    }

    private static String printed(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        return value instanceof BigDecimal decimal
                ? decimal.toPlainString()
                : (value == null ? "" : value.getClass()) + String.valueOf(value);
    }

    @Test
    void theTextIsReadableForPeople() {
        Map<String, @Nullable Object> after = new LinkedHashMap<>();
        after.put("born", MySqlDateTime.ZERO);
        after.put("name", new byte[] {'a', (byte) 0xff});

        assertThat(new ExactValues(Map.of(), after).encode())
                .contains("after-0=born;after-0-date=0000-00-00%2000:00:00.000000;after-1=name;after-1-bytes=Yf8");
    }
}

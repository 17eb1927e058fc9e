// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MySqlCharsetsTest {

    @Test
    void everyCollationHasACharacterSet() {
        int[] known = IntStream.rangeClosed(1, 400)
                .filter(id -> MySqlCharsets.collationName(id).isPresent())
                .toArray();

        assertThat(known).hasSizeGreaterThan(280);
        for (int id : known) {
            assertThat(MySqlCharsets.ofCollation(id))
                    .as(MySqlCharsets.collationName(id).orElseThrow())
                    .isPresent();
        }
        assertThat(MySqlCharsets.collationName(255)).contains("utf8mb4_0900_ai_ci");
        assertThat(MySqlCharsets.charsetOfCollation(8)).contains("latin1");
        assertThat(MySqlCharsets.charsetOfCollation(4000)).isEmpty();
    }

    @Test
    void namesAreFoundInAnyCaseAndUtf8IsUtf8mb3() {
        assertThat(MySqlCharsets.of("UTF8").orElseThrow().name()).isEqualTo("utf8mb3");
        assertThat(MySqlCharsets.of("klingon")).isEmpty();
    }

    @Property(tries = 200)
    void whatIsCalledExactGoesThereAndBack(@ForAll byte[] bytes) {
        for (int id = 1; id < 324; id++) {
            MySqlCharset charset = MySqlCharsets.ofCollation(id).orElse(null);
            if (charset != null) {
                String text = charset.decode(bytes);
                assertThat(!charset.exact(bytes, text) || java.util.Arrays.equals(charset.encode(text), bytes))
                        .as(charset.name())
                        .isTrue();
            }
        }
    }

    @Test
    void bytesThatAreNoTextAreNotExact() {
        assertExact("utf8mb4", "f09f9880", true);
        assertExact("utf8mb4", "efbfbd", true);
        assertExact("utf8mb4", "ff", false);
        assertExact("utf8mb3", "eda080", false);
        assertExact("latin1", "e4", true);
        assertExact("latin1", "81", false);
        assertExact("ascii", "80", false);
        assertExact("ucs2", "0041", true);
        assertExact("ucs2", "41", false);
        // Two characters to the server, which would store a question mark for the one that Java sees.
        assertExact("ucs2", "d83dde00", false);
        assertExact("utf16", "d83dde00", true);
        assertExact("utf16", "feff0041", true);
        // Java takes it for a mark of byte order.
        assertExact("utf32", "0000feff00000041", false);
        assertExact("utf32", "00000041", true);
        assertExact("utf32", "0000d800", false);
        assertExact("latin2", "7e", true);
        // latin2_czech_cs has no such character.
        assertExact("latin2", "7f", false);
        assertExact("binary", "41", false);
    }

    @Test
    void bytesThatTheServerReadsAsOtherCharactersAreNotExact() {
        assertExact("sjis", "5c", false);
        assertExact("cp866", "fc", false);
        assertExact("cp866", "80", true);
        assertExact("gbk", "d6d0", true);
        assertExact("gbk", "a140", false);
        assertExact("swe7", "5b", false);
        assertExact("swe7", "41", true);
        assertExact("hp8", "e4", false);
        assertExact("koi8u", "a4", false);
    }

    @Test
    void plainTextNeedsNoHeader() {
        byte[] plain = "plain text 123".getBytes(StandardCharsets.US_ASCII);
        for (String name : new String[] {"utf8mb4", "latin1", "sjis", "gb18030", "swe7", "keybcs2", "big5", "tis620"}) {
            MySqlCharset charset = MySqlCharsets.of(name).orElseThrow();
            assertThat(charset.exact(plain, charset.decode(plain))).as(name).isTrue();
        }
    }

    private static void assertExact(String charset, String hex, boolean exact) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        MySqlCharset found = MySqlCharsets.of(charset).orElseThrow();
        assertThat(found.exact(bytes, found.decode(bytes)))
                .as(charset + " " + hex)
                .isEqualTo(exact);
    }
}

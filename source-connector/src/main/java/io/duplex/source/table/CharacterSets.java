// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The character sets of a server: default collation and width of each, aliases resolved. Immutable. */
public final class CharacterSets {
    private static final String BINARY = "binary";

    private static final String MOST = """
            armscii8 armscii8_general_ci 1
            ascii ascii_general_ci 1
            big5 big5_chinese_ci 2
            binary binary 1
            cp1250 cp1250_general_ci 1
            cp1251 cp1251_general_ci 1
            cp1256 cp1256_general_ci 1
            cp1257 cp1257_general_ci 1
            cp850 cp850_general_ci 1
            cp852 cp852_general_ci 1
            cp866 cp866_general_ci 1
            cp932 cp932_japanese_ci 2
            dec8 dec8_swedish_ci 1
            eucjpms eucjpms_japanese_ci 3
            euckr euckr_korean_ci 2
            gb18030 gb18030_chinese_ci 4
            gb2312 gb2312_chinese_ci 2
            gbk gbk_chinese_ci 2
            geostd8 geostd8_general_ci 1
            greek greek_general_ci 1
            hebrew hebrew_general_ci 1
            hp8 hp8_english_ci 1
            keybcs2 keybcs2_general_ci 1
            koi8r koi8r_general_ci 1
            koi8u koi8u_general_ci 1
            latin1 latin1_swedish_ci 1
            latin2 latin2_general_ci 1
            latin5 latin5_turkish_ci 1
            latin7 latin7_general_ci 1
            macce macce_general_ci 1
            macroman macroman_general_ci 1
            sjis sjis_japanese_ci 2
            swe7 swe7_swedish_ci 1
            tis620 tis620_thai_ci 1
            ucs2 ucs2_general_ci 2
            ujis ujis_japanese_ci 3
            utf16 utf16_general_ci 4
            utf16le utf16le_general_ci 4
            utf32 utf32_general_ci 4
            """;

    private static final int RENAMED_UTF8 = 80030;
    private static final int NEW_COLLATIONS = 80000;

    private final Map<String, CharacterSet> byName;
    private final Map<Integer, String> collations;

    /** One row of {@code information_schema.CHARACTER_SETS}. */
    public record CharacterSet(String name, String defaultCollation, int maxLength) {}

    /** Creates the list from the server's rows; {@code collations} maps ids to names. */
    public CharacterSets(Iterable<CharacterSet> rows, Map<Integer, String> collations) {
        this.byName = new HashMap<>();
        rows.forEach(row -> byName.put(row.name(), row));
        this.collations = Map.copyOf(collations);
    }

    /** Returns the character sets that a server of this version (such as 80033) has, without collation ids. */
    public static CharacterSets ofVersion(int version) {
        Map<String, CharacterSet> rows = new HashMap<>();
        for (String line : MOST.strip().split("\n", -1)) {
            String[] fields = line.split(" ", -1);
            rows.put(fields[0], new CharacterSet(fields[0], fields[1], Integer.parseInt(fields[2])));
        }
        String three = version >= RENAMED_UTF8 ? "utf8mb3" : "utf8";
        rows.put(three, new CharacterSet(three, three + "_general_ci", 3));
        String four = version >= NEW_COLLATIONS ? "utf8mb4_0900_ai_ci" : "utf8mb4_general_ci";
        rows.put("utf8mb4", new CharacterSet("utf8mb4", four, 4));
        return new CharacterSets(rows.values(), Map.of());
    }

    /** Returns the character set under this name in any case and spelling. */
    Optional<CharacterSet> find(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(byName.get(folded))
                .or(() -> folded.equals("utf8") ? Optional.ofNullable(byName.get("utf8mb3")) : Optional.empty())
                .or(() -> folded.equals("utf8mb3") ? Optional.ofNullable(byName.get("utf8")) : Optional.empty());
    }

    /** Returns the character set of a collation, whose name starts with it. */
    Optional<CharacterSet> ofCollation(String collation) {
        int end = collation.indexOf('_');
        return find(end < 0 ? collation : collation.substring(0, end));
    }

    /** Returns the collation's name as the server spells it now. */
    String collation(String written) {
        String folded = written.toLowerCase(Locale.ROOT);
        int end = folded.indexOf('_');
        return end < 0
                ? folded
                : ofCollation(folded)
                        .map(set -> set.name() + folded.substring(end))
                        .orElse(folded);
    }

    Optional<String> collation(int id) {
        return Optional.ofNullable(collations.get(id));
    }

    static String binaryCollation(CharacterSet set) {
        return set.name().equals(BINARY) ? BINARY : set.name() + "_bin";
    }
}

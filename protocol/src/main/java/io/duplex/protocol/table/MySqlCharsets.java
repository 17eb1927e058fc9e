// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All character sets and collations of MySQL.
 *
 * <p>The byte sequences after a charset are those that Java maps to and fro, but to another character than the server
 * does; found by comparing all one- and two-byte sequences with MySQL 8.0's own conversion.
 */
public final class MySqlCharsets {
    private static final Map<String, MySqlCharset> CHARSETS = new HashMap<>();
    private static final Map<Integer, Collation> COLLATIONS = readCollations();

    static {
        same("ascii", "US-ASCII");
        same("big5", "Big5");
        same("cp1250", "windows-1250");
        same("cp1251", "windows-1251");
        same("cp1256", "windows-1256", "8A", "8F", "98", "9A", "9F", "AA", "C0", "FF");
        same("cp1257", "windows-1257");
        same("cp850", "IBM850");
        same("cp852", "IBM852");
        same("cp866", "IBM866", "FC", "FD");
        same("cp932", "windows-31j");
        same(
                "eucjpms",
                "x-eucJP-Open",
                "A1BD",
                "A1C1",
                "A1C2",
                "A1DD",
                "A1F1",
                "A1F2",
                "A2CC",
                "8FA2B7",
                "8FA2C3",
                "8FA2F1");
        same("euckr", "EUC-KR", "A2E8");
        same("gb2312", "GB2312");
        same("greek", "ISO-8859-7", "A1", "A2", "A4", "A5", "AA");
        same("hebrew", "ISO-8859-8", "AF");
        same("koi8r", "KOI8-R");
        same("koi8u", "KOI8-R", "95", "A4", "A6", "A7", "AD", "B4", "B6", "B7", "BD");
        same("latin1", "windows-1252");
        // In latin2_czech_cs the server knows no such controls.
        same("latin2", "ISO-8859-2", controls());
        same("latin5", "ISO-8859-9");
        same("latin7", "ISO-8859-13");
        same("macce", "x-MacCentralEurope");
        same("macroman", "x-MacRoman");
        same("sjis", "Shift_JIS", "5C", "815C", "815F");
        same("tis620", "TIS-620", "A0");
        same("ucs2", "UTF-16BE");
        same("ujis", "EUC-JP", "A1BD", "A1C0", "8FA2B7");
        same("utf16", "UTF-16BE");
        same("utf16le", "UTF-16LE");
        same("utf32", "UTF-32BE");
        same("utf8mb3", "UTF-8");
        same("utf8mb4", "UTF-8");
        MySqlCharset gbk = charset("gbk", "GBK", "A2E3", "A892");
        CHARSETS.put("gbk", gbk.withPrivateUseSuspect());
        MySqlCharset gb18030 = charset(
                "gb18030", "GB18030", "A6D9", "A6DA", "A6DB", "A6DC", "A6DD", "A6DE", "A6DF", "A6EC", "A6ED", "A6F3",
                "FE59", "FE61", "FE66", "FE67", "FE6D", "FE7E", "FE90", "FEA0");
        CHARSETS.put("gb18030", gb18030.withPrivateUseSuspect());
        CHARSETS.put("binary", MySqlCharset.binary());
        CHARSETS.put("utf8", Objects.requireNonNull(CHARSETS.get("utf8mb3")));
        for (String name : new String[] {"armscii8", "dec8", "geostd8", "hp8", "swe7"}) {
            CHARSETS.put(name, MySqlCharset.similar(name, "windows-1252"));
        }
        CHARSETS.put("keybcs2", MySqlCharset.similar("keybcs2", "IBM852"));
    }

    private MySqlCharsets() {}

    private record Collation(String name, String charset) {}

    private static void same(String name, String javaName, String... suspects) {
        CHARSETS.put(name, charset(name, javaName, suspects));
    }

    private static String[] controls() {
        return IntStream.rangeClosed(0x7F, 0x9F).mapToObj("%02X"::formatted).toArray(String[]::new);
    }

    private static MySqlCharset charset(String name, String javaName, String... suspects) {
        byte[][] bytes = Arrays.stream(suspects).map(HexFormat.of()::parseHex).toArray(byte[][]::new);
        return MySqlCharset.of(name, javaName, bytes);
    }

    private static Map<Integer, Collation> readCollations() {
        Map<Integer, Collation> collations = new HashMap<>();
        InputStream file = Objects.requireNonNull(MySqlCharsets.class.getResourceAsStream("collations.txt"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line : (Iterable<String>) lines.lines()::iterator) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ", -1);
                    collations.put(Integer.valueOf(words[0]), new Collation(words[1], words[2]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the list of collations from the plugin's own jar", e);
        }
        return collations;
    }

    /** Returns the character set of this name, in any case. */
    public static Optional<MySqlCharset> of(String charset) {
        MySqlCharset found = CHARSETS.get(charset);
        return Optional.ofNullable(found != null ? found : CHARSETS.get(charset.toLowerCase(Locale.ROOT)));
    }

    /** Returns the character set of the collation with this id, as status variables and table maps give it. */
    public static Optional<MySqlCharset> ofCollation(int id) {
        return charsetOfCollation(id).flatMap(MySqlCharsets::of);
    }

    /** Returns the name of the character set of the collation with this id. */
    public static Optional<String> charsetOfCollation(int id) {
        return Optional.ofNullable(COLLATIONS.get(id)).map(Collation::charset);
    }

    /** Returns the name of the collation with this id, as MySQL 8.0 calls it. */
    public static Optional<String> collationName(int id) {
        return Optional.ofNullable(COLLATIONS.get(id)).map(Collation::name);
    }
}

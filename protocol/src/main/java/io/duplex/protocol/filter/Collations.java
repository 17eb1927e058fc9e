// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The collations that are known exactly; their weights are those that servers themselves tell (WEIGHT_STRING). */
final class Collations {
    /** Reorders its characters, which weights of single bytes cannot say. */
    private static final String THAI = "tis620_thai_ci";

    private static final Collation UNSUPPORTED = new Collation.OfBytes(false, false);
    private static final int BLANK_GENERAL = 0x20;
    private static final int BLANK_UNICODE = 0x0209;
    private static final Map<String, Collation> SINGLE_BYTE = singleByte();
    private static final Map<String, Collation> LOADED = new ConcurrentHashMap<>();

    private Collations() {}

    private static Map<String, Collation> singleByte() {
        Map<String, Collation> collations = new HashMap<>();
        TableFile.lines("single_byte.txt", (name, weights) -> {
            byte[] bytes = HexFormat.of().parseHex(weights);
            int[] table = new int[bytes.length];
            for (int i = 0; i < table.length; i++) {
                table[i] = bytes[i] & 0xFF;
            }
            if (!name.equals(THAI)) {
                collations.put(name, new Collation.OfSingleBytes(table));
            }
        });
        return collations;
    }

    /** Returns the name as newer servers have it. */
    static String canonical(String collation) {
        return collation.startsWith("utf8_") ? "utf8mb3_" + collation.substring("utf8_".length()) : collation;
    }

    /** Returns the collation of a comparison, or refuses it. */
    static Collation of(Call call, Text text) {
        if (!text.knownCollation()) {
            throw call.refused("its collation would be that of the connection; say which one is meant with COLLATE "
                    + "utf8mb4_bin or another.");
        }
        Collation collation = find(text);
        if (collation == UNSUPPORTED) {
            throw call.refused("collation " + text.collation() + " is not supported; compare with COLLATE "
                    + text.charset() + "_bin.");
        }
        return collation;
    }

    /** Tells whether texts of this collation can be compared. */
    static boolean isKnown(Text text) {
        return text.knownCollation() && find(text) != UNSUPPORTED;
    }

    /** Returns the collation of this canonical name, if it is known. */
    static Optional<Collation> byName(String collation, String charset) {
        return Optional.of(LOADED.computeIfAbsent(collation, name -> load(name, charset)))
                .filter(found -> found != UNSUPPORTED);
    }

    private static Collation find(Text text) {
        return LOADED.computeIfAbsent(text.collation(), name -> load(name, text.charset()));
    }

    private static Collation load(String name, String charset) {
        boolean utf8 = TextEncoding.utf8(charset);
        if (name.equals("binary") || name.equals("utf8mb4_0900_bin")) {
            return new Collation.OfBytes(false, utf8);
        }
        if (!TextEncoding.supports(charset)) {
            return UNSUPPORTED;
        }
        if (name.equals(charset + "_bin")) {
            return new Collation.OfBytes(true, utf8);
        }
        Collation single = SINGLE_BYTE.get(name);
        if (single != null) {
            return single;
        }
        Collation characters = utf8 ? ofCharacters(name.substring(charset.length())) : null;
        return characters == null ? UNSUPPORTED : characters;
    }

    private static @Nullable Collation ofCharacters(String suffix) {
        return switch (suffix) {
            case "_general_ci" ->
                new Collation.OfCharacters(
                        new CharacterWeights("utf8mb4_general_ci.gz", CharacterWeights.Rule.ITSELF), BLANK_GENERAL);
            case "_unicode_ci" ->
                new Collation.OfCharacters(
                        new CharacterWeights("utf8mb4_unicode_ci.gz", CharacterWeights.Rule.UCA_4), BLANK_UNICODE);
            case "_0900_ai_ci" ->
                new Collation.OfCharacters(
                        new CharacterWeights("utf8mb4_0900_ai_ci.gz", CharacterWeights.Rule.UCA_9), -1);
            default -> null;
        };
    }
}

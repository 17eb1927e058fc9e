// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Text.Strength;
import io.duplex.protocol.filter.Type.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Brings texts that meet in one operation into one character set and collation, by MySQL's coercibility. */
final class Texts {
    private Texts() {}

    /**
     * The texts, converted.
     *
     * @param text what all have now
     */
    record Joined(Text text, List<Typed> parts) {
        boolean utf8() {
            return TextEncoding.utf8(text.charset());
        }
    }

    static Joined join(Call call, List<Typed> given) {
        List<Typed> texts = new ArrayList<>();
        given.forEach(part -> texts.add(Conversions.text(part)));
        Text winner = Text.NONE;
        Strength strongest = null;
        for (Typed text : texts) {
            if (text.kind() == Kind.TEXT) {
                winner = strongest == null
                        ? text.type().text()
                        : stronger(call, winner, text.type().text());
                strongest = winner.strength();
            }
        }
        if (strongest == null) {
            winner = new Text("utf8mb4", Text.UNKNOWN_COLLATION, Strength.COERCIBLE);
        }
        if (!TextEncoding.supports(winner.charset())) {
            throw call.refused("text in character set " + winner.charset() + " is not supported here.");
        }
        List<Typed> converted = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            boolean digits = given.get(i).kind() != Kind.TEXT && given.get(i).kind() != Kind.LABELS;
            converted.add(digits ? texts.get(i) : convert(texts.get(i), winner));
        }
        return new Joined(winner, converted);
    }

    /** Joins texts for a function: newer servers would convert binary text, and fail. */
    static Joined joinAlike(Call call, List<Typed> given) {
        Joined joined = join(call, given);
        for (Typed part : given) {
            boolean binary = part.kind() == Kind.TEXT && part.type().text().binary();
            if (!part.isNull() && binary != joined.text().binary()) {
                throw call.refused("binary text and other text are mixed.");
            }
        }
        return joined;
    }

    private static Text stronger(Call call, Text left, Text right) {
        int order = left.strength().compareTo(right.strength());
        if (order != 0) {
            return order < 0 ? left : right;
        }
        if (left.binary() || left.equals(right)) {
            return left;
        }
        if (right.binary()) {
            return right;
        }
        boolean oneIsBin = left.bin() != right.bin() && left.knownCollation() && right.knownCollation();
        if (oneIsBin && left.strength() == Strength.IMPLICIT && left.charset().equals(right.charset())) {
            return left.bin() ? left : right;
        }
        throw call.refused("collations " + left.charset() + "/" + left.collation() + " and " + right.charset() + "/"
                + right.collation() + " meet; say with COLLATE which one is meant.");
    }

    private static Typed convert(Typed part, Text to) {
        if (part.isNull() || part.type().text().charset().equals(to.charset()) || to.binary()) {
            return part;
        }
        Type type = Type.text(to);
        if (part.type().text().binary()) {
            if (!part.constant()) {
                throw part.refused("binary text cannot be used beside text of character set " + to.charset() + ".");
            }
            return valid(part, to).as(type, part.evaluator());
        }
        if (!part.constant()) {
            throw part.refused("its character set is not " + to.charset() + "; convert it with CONVERT(... USING "
                    + to.charset() + ").");
        }
        byte[] bytes = (byte[]) part.value();
        if (bytes == null) {
            return part;
        }
        byte[] encoded = TextEncoding.encode(new String(bytes, StandardCharsets.UTF_8), to.charset())
                .orElseThrow(() -> part.refused("it has characters that " + to.charset() + " lacks."));
        return part.as(type, row -> encoded);
    }

    private static Typed valid(Typed part, Text to) {
        byte[] bytes = (byte[]) part.value();
        boolean valid = bytes == null
                || !TextEncoding.utf8(to.charset())
                || java.util.Arrays.equals(
                        new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
        if (!valid) {
            throw part.refused("its bytes are no text in " + to.charset() + ".");
        }
        return part;
    }
}

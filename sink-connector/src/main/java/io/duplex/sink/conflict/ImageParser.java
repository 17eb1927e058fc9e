// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads the text of one row or several, see {@link ImageText}. */
final class ImageParser {
    private static final int RADIX_OF_ESCAPES = 16;

    private final String text;
    private int at;

    ImageParser(String text) {
        this.text = text;
    }

    DecodedImage image() {
        DecodedImage image = row();
        requireEnd();
        return image;
    }

    List<DecodedImage> images() {
        List<DecodedImage> images = new ArrayList<>();
        if (peek() == '[') {
            expect('[');
            do {
                images.add(row());
            } while (accept(','));
            expect(']');
        } else {
            images.add(row());
        }
        requireEnd();
        return images;
    }

    private void requireEnd() {
        if (at < text.length()) {
            throw unfit();
        }
    }

    private DecodedImage row() {
        List<String> columns = new ArrayList<>();
        List<Optional<Object>> values = new ArrayList<>();
        expect('{');
        if (peek() != '}') {
            do {
                columns.add(string());
                expect(':');
                values.add(value());
            } while (accept(','));
        }
        expect('}');
        Object[] all = new Object[values.size()];
        for (int i = 0; i < all.length; i++) {
            if (values.get(i).isPresent()) {
                all[i] = values.get(i).get();
            }
        }
        return DecodedImage.of(List.copyOf(columns), all);
    }

    private Optional<Object> value() {
        char first = peek();
        if (first == '"') {
            return Optional.of(string());
        }
        if (first == '{') {
            return Optional.of(tagged());
        }
        if (text.startsWith("null", at)) {
            at += 4;
            skip();
            return Optional.empty();
        }
        int start = at;
        while (at < text.length() && (text.charAt(at) == '-' || Character.isDigit(text.charAt(at)))) {
            at++;
        }
        Long number = Long.valueOf(text.substring(start, at));
        skip();
        return Optional.of(number);
    }

    private Object tagged() {
        expect('{');
        String tag = string();
        expect(':');
        String told = string();
        expect('}');
        return switch (tag) {
            case ImageText.DECIMAL -> new BigDecimal(told);
            case ImageText.DOUBLE -> Double.valueOf(told);
            case ImageText.TIME -> MySqlDateTime.parse(told);
            case ImageText.HEX -> HexFormat.of().parseHex(told);
            default -> throw unfit();
        };
    }

    private String string() {
        expectHere('"');
        StringBuilder characters = new StringBuilder();
        while (next() != '"') {
            char c = text.charAt(at++);
            if (c != '\\') {
                characters.append(c);
            } else if (next() == 'u') {
                characters.append((char) Integer.parseInt(text.substring(at + 1, at + 5), RADIX_OF_ESCAPES));
                at += 5;
            } else {
                characters.append(text.charAt(at++));
            }
        }
        expect('"');
        return characters.toString();
    }

    private char next() {
        if (at >= text.length()) {
            throw unfit();
        }
        return text.charAt(at);
    }

    private char peek() {
        skip();
        return next();
    }

    private boolean accept(char wanted) {
        skip();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            skip();
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw unfit();
        }
    }

    /** Blanks after it belong to the string. */
    private void expectHere(char wanted) {
        if (peek() != wanted) {
            throw unfit();
        }
        at++;
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException unfit() {
        return new IllegalArgumentException("Not the text of a row, at character " + at + ": " + text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.JsonNumbers;
import io.duplex.sink.server.SqlLiteral;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * An SQL expression for a JSON document with values that its text alone would not make again: DECIMALs, {@link
 * JsonDoubles}, and what {@link JsonMarks} stand before.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.0/en/json-creation-functions.html">functions that make JSON</a>
 */
final class JsonExpression {
    /** How the server prints bytes, before the number of their type and a colon. */
    private static final String BYTES = "base64:type";

    private static final int VARBINARY = 15;
    private static final int BIT = 16;
    private static final int BLOB = 252;

    /** What functions of 5.7 return. */
    private static final int STRING = 253;

    /** What functions return when it is longer than a string. */
    private static final int MEDIUM_BLOB = 250;

    private static final int LONGEST_STRING = 65_535;
    private static final int DATE_LENGTH = 10;

    private final String text;
    private int at;

    /**
     * A value of the text.
     *
     * @param sql makes it; empty when its own text does
     */
    private record Part(int start, int end, Optional<String> sql) {}

    private JsonExpression(String text) {
        this.text = text;
    }

    /**
     * Returns the expression, empty when the text makes the document.
     *
     * @throws IllegalArgumentException when the text ends within the document
     */
    static Optional<String> of(String document) {
        if (!isSpecial(document)) {
            return Optional.empty();
        }
        JsonExpression json = new JsonExpression(document);
        char first = document.strip().charAt(0);
        Optional<String> sql = json.value().sql();
        // A column takes no value of another type, and no cast takes bytes.
        return first == '{' || first == '['
                ? sql
                : sql.map(scalar -> "JSON_EXTRACT(JSON_ARRAY(" + scalar + "),'$[0]')");
    }

    /** Most documents have nothing of that, so nothing is made of them. */
    private static boolean isSpecial(String document) {
        JsonExpression json = new JsonExpression(document);
        while (json.hasMore()) {
            char c = document.charAt(json.at);
            if (c == JsonMarks.MARK
                    || (c != '"' && isNumber(c) && number(json.token()).isPresent())) {
                return true;
            }
            if (c == '"') {
                json.string();
            } else if (!isNumber(c)) {
                json.at++;
            }
        }
        return false;
    }

    private static boolean isNumber(char first) {
        return first == '-' || (first >= '0' && first <= '9');
    }

    /** Returns what makes the number, empty when its text does. */
    private static Optional<String> number(String token) {
        return JsonNumbers.isDecimal(token) ? Optional.of(decimal(token)) : JsonDoubles.literal(token);
    }

    private boolean hasMore() {
        while (at < text.length() && text.charAt(at) <= ' ' && text.charAt(at) != JsonMarks.MARK) {
            at++;
        }
        return at < text.length();
    }

    private char next() {
        if (!hasMore()) {
            throw new IllegalArgumentException("a JSON document ends within itself");
        }
        return text.charAt(at);
    }

    private Part value() {
        int start = at;
        return switch (next()) {
            case JsonMarks.MARK -> marked();
            case '{' -> members();
            case '[' -> elements();
            case '"' -> {
                string();
                yield new Part(start, at, Optional.empty());
            }
            default -> {
                char first = text.charAt(at);
                String token = token();
                yield new Part(start, at, isNumber(first) ? number(token) : Optional.empty());
            }
        };
    }

    private Part marked() {
        int start = ++at;
        if (next() != '"') {
            return new Part(start, at, Optional.of(decimal(token())));
        }
        String value = string();
        return new Part(start, at, marked(value));
    }

    /** Returns nothing for bytes of types that no expression has: they become a string of the same text. */
    private static Optional<String> marked(String value) {
        if (value.startsWith(BYTES)) {
            int colon = value.indexOf(':', BYTES.length());
            int type = Integer.parseInt(value.substring(BYTES.length(), colon));
            // 5.7 prints lines, with their ends as they are or escaped.
            String encoded = value.substring(colon + 1).replace("\\n", "");
            String hex = HexFormat.of().formatHex(Base64.getMimeDecoder().decode(encoded));
            return type == BIT ? Optional.of(bits(hex, value)) : bytes(type, hex);
        }
        if (value.indexOf(' ') > 0) {
            return Optional.of("CAST('" + value + "' AS DATETIME(6))");
        }
        boolean date = value.length() == DATE_LENGTH && value.indexOf(':') < 0;
        return Optional.of("CAST('" + value + "' AS " + (date ? "DATE)" : "TIME(6))"));
    }

    /** To 5.7 a literal in JSON is of BIT; from 8.0 on nothing is, so that it becomes a string, as other types do. */
    private static String bits(String hex, String text) {
        return "/*!80000 IF(*/x'" + hex + "'/*!80000  IS NULL,NULL,'" + text + "')*/";
    }

    /** A literal is of one type, what a cast makes of another by version and length, and a UNION's is that of all parts. */
    private static Optional<String> bytes(int type, String hex) {
        String literal = "_binary x'" + hex + "'";
        return switch (type) {
            case VARBINARY -> Optional.of(literal);
            case BLOB -> Optional.of("(SELECT " + literal + " UNION ALL SELECT GROUP_CONCAT(x'') LIMIT 1)");
            case STRING -> Optional.of("CAST(" + literal + " AS BINARY)");
            case MEDIUM_BLOB ->
                hex.length() > 2 * LONGEST_STRING ? Optional.of("CAST(" + literal + " AS BINARY)") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static String decimal(String number) {
        BigDecimal value = new BigDecimal(number);
        return "CAST('" + number + "' AS DECIMAL(" + Math.max(value.precision(), value.scale()) + ","
                + Math.max(0, value.scale()) + "))";
    }

    private Part members() {
        int start = at++;
        List<String> keys = new ArrayList<>();
        List<Part> values = new ArrayList<>();
        while (next() != '}') {
            keys.add(string());
            // Behind the colon.
            next();
            at++;
            next();
            values.add(value());
            separator();
        }
        at++;
        return new Part(start, at, call("JSON_OBJECT(", keys, values));
    }

    private Part elements() {
        int start = at++;
        List<Part> values = new ArrayList<>();
        while (next() != ']') {
            values.add(value());
            separator();
        }
        at++;
        return new Part(start, at, call("JSON_ARRAY(", List.of(), values));
    }

    private void separator() {
        if (next() == ',') {
            at++;
            next();
        }
    }

    private Optional<String> call(String function, List<String> keys, List<Part> values) {
        if (values.stream().noneMatch(value -> value.sql().isPresent())) {
            return Optional.empty();
        }
        StringBuilder sql = new StringBuilder(function);
        for (int i = 0; i < values.size(); i++) {
            sql.append(i == 0 ? "" : ",");
            if (!keys.isEmpty()) {
                key(keys.get(i), sql);
                sql.append(',');
            }
            Part value = values.get(i);
            if (value.sql().isPresent()) {
                sql.append(value.sql().get());
            } else {
                plain(value, sql);
            }
        }
        return Optional.of(sql.append(')').toString());
    }

    /** Only the server needs to know what its escapes mean. */
    private static void key(String raw, StringBuilder sql) {
        if (raw.indexOf('\\') < 0) {
            SqlLiteral.append(sql, raw);
        } else {
            sql.append("JSON_UNQUOTE(");
            SqlLiteral.append(sql, '"' + raw + '"');
            sql.append(')');
        }
    }

    private void plain(Part value, StringBuilder sql) {
        sql.append("CAST(");
        SqlLiteral.append(sql, text.substring(value.start(), value.end()));
        sql.append(" AS JSON)");
    }

    /** Returns a string's characters as they stand in the text. */
    private String string() {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("a JSON document ends within a string");
        }
        return text.substring(start, at++);
    }

    private String token() {
        int start = at++;
        while (at < text.length() && ",]} \t\n\r".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }
}

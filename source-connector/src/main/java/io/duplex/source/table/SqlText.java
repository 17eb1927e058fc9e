// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement's tokens and its text without comments; versioned comments that the server obeys count as code.
 *
 * @param tokens in order
 * @param code the text with comments replaced by a space
 */
record SqlText(List<Token> tokens, String code) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        SYMBOL
    }

    /**
     * One token.
     *
     * @param text the name without quotes, or the raw text
     * @param start where it begins in the statement
     * @param end where it ends, exclusively
     * @param codeStart where it begins in the text without comments
     */
    record Token(Kind kind, String text, int start, int end, int codeStart) {
        int codeEnd() {
            return codeStart + end - start;
        }

        boolean is(String keyword) {
            return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
        }

        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
        }
    }

    /** Splits a statement as a server of this version (such as 80033) does. */
    static SqlText of(String sql, StatementContext context, int serverVersion) {
        return new Scanner(sql, context, serverVersion).scan();
    }

    private static final class Scanner {
        private final String sql;
        private final StatementContext context;
        private final int serverVersion;
        private final List<Token> tokens = new ArrayList<>();
        private final StringBuilder code = new StringBuilder();
        private int at;
        private boolean inVersioned;

        Scanner(String sql, StatementContext context, int serverVersion) {
            this.sql = sql;
            this.context = context;
            this.serverVersion = serverVersion;
        }

        SqlText scan() {
            while (at < sql.length()) {
                if (!skipComment()) {
                    next();
                }
            }
            while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol(";")) {
                tokens.remove(tokens.size() - 1);
                code.setLength(code.lastIndexOf(";"));
            }
            return new SqlText(List.copyOf(tokens), code.toString());
        }

        private void next() {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c) || c == 0) {
                code.append(' ');
                at++;
            } else if (c == '\'' || c == '"' || c == '`') {
                quoted(c);
            } else if (isWordPart(c)) {
                int start = at;
                while (at < sql.length() && isWordPart(sql.charAt(at))) {
                    at++;
                }
                add(Kind.WORD, sql.substring(start, at), start);
            } else {
                at++;
                add(Kind.SYMBOL, String.valueOf(c), at - 1);
            }
        }

        private void quoted(char quote) {
            int start = at++;
            boolean name = quote == '`' || (quote == '"' && context.ansiQuotes());
            boolean escapes = !name && !context.noBackslashEscapes();
            StringBuilder text = new StringBuilder();
            while (at < sql.length()) {
                char c = sql.charAt(at++);
                if (c == '\\' && escapes && at < sql.length()) {
                    text.append(c).append(sql.charAt(at++));
                } else if (c != quote) {
                    text.append(c);
                } else if (at < sql.length() && sql.charAt(at) == quote) {
                    text.append(c);
                    at++;
                } else {
                    break;
                }
            }
            add(name ? Kind.QUOTED_NAME : Kind.STRING, text.toString(), start);
        }

        private boolean skipComment() {
            char c = sql.charAt(at);
            if (c == '#' || (c == '-' && sql.startsWith("--", at) && endsDashes(at + 2))) {
                int end = sql.indexOf('\n', at);
                skipTo(end < 0 ? sql.length() : end);
                return true;
            }
            if (inVersioned && sql.startsWith("*/", at)) {
                inVersioned = false;
                skipTo(at + 2);
                return true;
            }
            if (!sql.startsWith("/*", at)) {
                return false;
            }
            if (sql.startsWith("/*!", at) && obeyed()) {
                return true;
            }
            skipTo(endOfComment(at + 2));
            return true;
        }

        /** Enters a versioned comment if the server obeys it; the digits are the least version. */
        private boolean obeyed() {
            int digits = at + 3;
            while (digits < sql.length() && digits < at + 9 && Character.isDigit(sql.charAt(digits))) {
                digits++;
            }
            int count = digits - at - 3;
            if (count < 5) {
                digits = at + 3;
            } else if (Integer.parseInt(sql.substring(at + 3, digits)) > serverVersion) {
                return false;
            }
            inVersioned = true;
            skipTo(digits);
            return true;
        }

        private int endOfComment(int from) {
            int depth = 1;
            int i = from;
            while (i < sql.length()) {
                if (sql.startsWith("*/", i)) {
                    i += 2;
                    if (--depth == 0) {
                        return i;
                    }
                } else if (sql.startsWith("/*", i) && sql.startsWith("/*!", from - 2)) {
                    depth++;
                    i += 2;
                } else {
                    i++;
                }
            }
            return i;
        }

        private boolean endsDashes(int i) {
            return i >= sql.length() || Character.isWhitespace(sql.charAt(i)) || Character.isISOControl(sql.charAt(i));
        }

        private void skipTo(int end) {
            code.append(' ');
            at = end;
        }

        private void add(Kind kind, String text, int start) {
            tokens.add(new Token(kind, text, start, at, code.length()));
            code.append(sql, start, at);
        }

        private static boolean isWordPart(char c) {
            return c == '_' || c == '$' || c >= 0x80 || Character.isLetterOrDigit(c);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.table.SqlText.Kind;
import io.duplex.source.table.SqlText.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A statement's text as Debezium tells it.
 *
 * @param statement from its first word to its last, without comments around it
 * @param parts of DROP TABLE a statement for each table, of RENAME TABLE one for each pair; of CREATE INDEX what follows
 *     the first word; else empty
 */
public record DdlPieces(String statement, List<String> parts) {

    static DdlPieces of(String sql, List<Token> tokens, DdlStatement statement) {
        if (tokens.isEmpty()) {
            return new DdlPieces("", List.of());
        }
        Cutter cutter = new Cutter(sql, tokens);
        List<String> parts = List.of();
        if (statement instanceof DdlStatement.DropTables) {
            parts = cutter.drops(statement);
        } else if (statement instanceof DdlStatement.RenameTables) {
            parts = cutter.renames();
        } else if (statement.kind().equals("CREATE INDEX")) {
            parts = List.of(cutter.text(1, tokens.size()));
        }
        return new DdlPieces(cutter.text(0, tokens.size()), parts);
    }

    private record Cutter(String sql, List<Token> tokens) {
        List<String> drops(DdlStatement statement) {
            String head = head();
            Token last = tokens.get(tokens.size() - 1);
            String tail = last.is("CASCADE") || last.is("RESTRICT")
                    ? " " + last.text().toUpperCase(Locale.ROOT)
                    : "";
            return statement.tables().stream()
                    .map(table -> head + table.quoted() + tail)
                    .toList();
        }

        List<String> renames() {
            List<String> parts = new ArrayList<>();
            int from = firstName();
            for (int i = from; i <= tokens.size(); i++) {
                if (i == tokens.size() || tokens.get(i).isSymbol(",")) {
                    parts.add(head() + text(from, i));
                    from = i + 1;
                }
            }
            return parts;
        }

        /** Returns the words before the first table's name. */
        private String head() {
            return sql.substring(tokens.get(0).start(), tokens.get(firstName()).start());
        }

        private int firstName() {
            int first = 2;
            if (tokens.get(first).is("IF")) {
                first += 2;
            }
            return first;
        }

        /** Returns the text of these tokens; strings in double quotes get single ones. */
        String text(int from, int to) {
            StringBuilder text = new StringBuilder();
            int copied = tokens.get(from).start();
            for (Token token : tokens.subList(from, to)) {
                if (token.kind() == Kind.STRING && sql.charAt(token.start()) == '"') {
                    String inner = sql.substring(token.start() + 1, token.end() - 1);
                    text.append(sql, copied, token.start())
                            .append('\'')
                            .append(inner.replace("'", "''"))
                            .append('\'');
                    copied = token.end();
                }
            }
            return text.append(sql, copied, tokens.get(to - 1).end()).toString();
        }
    }

    /** Returns the n-th part. */
    public Optional<String> part(int n) {
        return n < parts.size() ? Optional.of(parts.get(n)) : Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableSchema.TableOptions;
import java.util.Optional;

/** How character sets pass from server to database, table and column in one session. */
record TextRules(ServerDefaults server, StatementContext context) {

    /** A character set with the collation that goes with it. */
    record Resolved(CharacterSets.CharacterSet charset, String collation) {
        boolean binary() {
            return charset.name().equals("binary");
        }
    }

    /** What CREATE DATABASE inherits. */
    Resolved ofServer() {
        String collation = context.serverCollation().isPresent()
                ? server.charsets()
                        .collation(context.serverCollation().getAsInt())
                        .orElse(server.collation())
                : server.collation();
        return ofCollation(collation);
    }

    /** Returns what the options say, else the inherited. */
    Resolved resolve(TableOptionSpec written, Resolved inherited) {
        return resolve(written.charset(), written.collation(), inherited);
    }

    /** Returns what is written, else the inherited; a character set alone brings its default collation. */
    Resolved resolve(Optional<String> charset, Optional<String> collation, Resolved inherited) {
        if (collation.isPresent() && !collation.get().equalsIgnoreCase("default")) {
            return ofCollation(collation.get());
        }
        if (charset.isPresent() && !charset.get().equalsIgnoreCase("default")) {
            return withDefaultCollation(require(charset.get()));
        }
        return inherited;
    }

    /** Returns what a column's words say within a table of these options. */
    Resolved ofColumn(ColumnSpec.CharsetSpec written, TableOptions table) {
        Resolved resolved = resolve(written.charset(), written.collation(), ofTable(table));
        boolean binary = written.binary() && written.collation().isEmpty();
        return binary ? new Resolved(resolved.charset(), CharacterSets.binaryCollation(resolved.charset())) : resolved;
    }

    /** Returns the defaults that a table's options name. */
    Resolved ofTable(TableOptions options) {
        return resolve(options.charset(), options.collation(), ofServer());
    }

    TableOptions options(Resolved resolved, Optional<String> comment) {
        return new TableOptions(
                Optional.of(resolved.charset().name()),
                Optional.of(resolved.collation()),
                comment.filter(text -> !text.isEmpty()));
    }

    private Resolved withDefaultCollation(CharacterSets.CharacterSet charset) {
        if (charset.name().equals("utf8mb4") && context.utf8mb4Collation().isPresent()) {
            Optional<String> chosen =
                    server.charsets().collation(context.utf8mb4Collation().getAsInt());
            if (chosen.isPresent()) {
                return new Resolved(charset, chosen.get());
            }
        }
        return new Resolved(charset, charset.defaultCollation());
    }

    Resolved ofCollation(String collation) {
        CharacterSets.CharacterSet charset =
                server.charsets().ofCollation(collation).orElseThrow(() -> unknown("collation", collation));
        return new Resolved(charset, server.charsets().collation(collation));
    }

    private CharacterSets.CharacterSet require(String charset) {
        return server.charsets().find(charset).orElseThrow(() -> unknown("character set", charset));
    }

    private static IllegalArgumentException unknown(String what, String name) {
        return new IllegalArgumentException("The source server has no " + what + " '" + name + "'.");
    }
}

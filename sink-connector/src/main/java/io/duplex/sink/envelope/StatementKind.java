// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.header.DdlClass;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement of Debezium's schema changes, which tell nothing about it but its text, begins with.
 *
 * @param verb the first word in upper case
 * @param ddlClass what kind of object it is about
 */
record StatementKind(String verb, DdlClass ddlClass) {
    private static final String COMMENTS = "(?:\\s|/\\*(?!!).*?\\*/|(?:#|--\\s)[^\\n]*\\n)*";
    private static final Pattern BEGINNING = Pattern.compile("(?is)^" + COMMENTS + "(?<verb>\\w+)"
            + "(?<more>.*?)\\b(?<object>TABLES?|DATABASE|SCHEMA|VIEW|INDEX|TRIGGER"
            + "|PROCEDURE|FUNCTION|EVENT|USER|ROLE)\\b");
    private static final Pattern VERB = Pattern.compile("(?is)^" + COMMENTS + "(?<verb>\\w+)");

    static StatementKind of(String statement) {
        Matcher beginning = BEGINNING.matcher(statement);
        if (beginning.find()) {
            return new StatementKind(upper(beginning.group("verb")), ddlClass(upper(beginning.group("object"))));
        }
        Matcher verb = VERB.matcher(statement);
        String word = verb.find() ? upper(verb.group("verb")) : "";
        return new StatementKind(word, word.equals("TRUNCATE") ? DdlClass.TABLE : DdlClass.OTHER);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static DdlClass ddlClass(String object) {
        return switch (object) {
            case "TABLE", "TABLES" -> DdlClass.TABLE;
            case "DATABASE", "SCHEMA" -> DdlClass.SCHEMA;
            case "VIEW" -> DdlClass.VIEW;
            case "INDEX" -> DdlClass.INDEX;
            case "TRIGGER" -> DdlClass.TRIGGER;
            case "PROCEDURE", "FUNCTION" -> DdlClass.ROUTINE;
            case "EVENT" -> DdlClass.EVENT;
            case "USER", "ROLE" -> DdlClass.USER;
            default -> DdlClass.OTHER;
        };
    }

    /** Tells whether a snapshot's statement makes something; Debezium's also drops it before. */
    boolean makes() {
        return verb.equals("CREATE")
                && (ddlClass == DdlClass.TABLE || ddlClass == DdlClass.SCHEMA || ddlClass == DdlClass.VIEW);
    }
}

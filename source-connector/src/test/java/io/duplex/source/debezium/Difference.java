// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

/**
 * One place in which two counterparts differ.
 *
 * @param record what the record is about
 * @param path where in the record; {@code missing} or {@code extra} when one side has no such record at all
 * @param debezium what Debezium says there
 * @param duplex what we say there
 */
record Difference(String record, String path, String debezium, String duplex) {
    static final String MISSING = "missing";
    static final String EXTRA = "extra";
    static final String ABSENT = "(absent)";

    @Override
    public String toString() {
        return path + "\n      Debezium: " + cut(debezium) + "\n      Duplex:   " + cut(duplex) + "\n      in "
                + cut(record);
    }

    private static String cut(String text) {
        return text.length() > 600 ? text.substring(0, 600) + "..." : text;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Three tables with keys of many kinds, the second and the third of which may refer to others. */
final class RandomTables {
    static final List<String> COLUMNS = List.of("id", "part", "word", "code", "bytes", "parent", "note", "n");

    private static final List<String> KEYS = List.of(
            "PRIMARY KEY (id)",
            "PRIMARY KEY (id)",
            "PRIMARY KEY (id), UNIQUE (code)",
            "PRIMARY KEY (id), UNIQUE (code), UNIQUE (word)",
            "PRIMARY KEY (id), UNIQUE (word, code), UNIQUE (bytes)",
            "PRIMARY KEY (id), UNIQUE (word(1), n)",
            "PRIMARY KEY (id, part)",
            "PRIMARY KEY (part, id), UNIQUE (word)",
            "PRIMARY KEY (word)",
            "PRIMARY KEY (word, id)",
            "PRIMARY KEY (bytes)",
            "UNIQUE (id)",
            "UNIQUE (code)",
            "KEY (id)");
    private static final List<String> COLLATIONS = List.of(
            "utf8mb4 COLLATE utf8mb4_general_ci",
            "utf8mb4 COLLATE utf8mb4_bin",
            "utf8mb4 COLLATE utf8mb4_swedish_ci",
            "latin1 COLLATE latin1_swedish_ci");
    private static final List<String> WORDS = List.of("a", "A", "b", "\u00e4", "v", "w", "a ", "c'\\", "e", "f");
    private static final List<String> RULES =
            List.of("", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE CASCADE ON UPDATE CASCADE");

    private final Random random;
    private final List<String> bodies = new ArrayList<>();

    RandomTables(Random random) {
        this.random = random;
        for (int i = 0; i < 3; i++) {
            bodies.add(body(i));
        }
    }

    private String body(int i) {
        boolean referred = i < 2;
        String keys = i == 0 ? pick(KEYS.subList(0, 6)) : pick(KEYS);
        // A table that others refer to needs an index that begins with id; from 8.4 on, a unique one.
        String index = referred && !keys.startsWith("PRIMARY KEY (id)") && !keys.contains("UNIQUE (id)")
                ? ", UNIQUE (id)"
                : "";
        int parent = i == 2 && random.nextInt(3) == 0 ? 2 : i - 1;
        String rule = pick(RULES);
        boolean self = parent == i;
        String foreign = i == 0 || random.nextInt(3) == 0 || (self && !keys.startsWith("PRIMARY KEY (id)"))
                ? ""
                : ", FOREIGN KEY (parent) REFERENCES t" + parent + " (id)"
                        + (self ? rule.replace(" ON UPDATE CASCADE", "") : rule);
        return "(id INT NOT NULL, part INT NOT NULL, word VARCHAR(10) CHARACTER SET " + pick(COLLATIONS)
                + " NOT NULL, code INT, bytes VARBINARY(4) NOT NULL, parent INT, note VARCHAR(20), n INT, " + keys
                + index + foreign + ")";
    }

    List<String> create(String database) {
        List<String> statements = new ArrayList<>(List.of("CREATE DATABASE " + database, "USE " + database));
        for (int i = 0; i < bodies.size(); i++) {
            statements.add("CREATE TABLE t" + i + " " + bodies.get(i));
        }
        return statements;
    }

    /** Returns literals of all columns, out of few values. */
    List<String> values() {
        return List.of(
                String.valueOf(random.nextInt(12)),
                String.valueOf(random.nextInt(3)),
                text(pick(WORDS)),
                random.nextInt(4) == 0 ? "NULL" : String.valueOf(random.nextInt(15)),
                "x'0" + random.nextInt(10) + (random.nextBoolean() ? "00" : "") + "'",
                random.nextInt(3) == 0 ? "NULL" : String.valueOf(random.nextInt(12)),
                text("note " + random.nextInt(1000)),
                String.valueOf(random.nextInt(5)));
    }

    /** Returns a column that is to change and its literal. */
    List<String> change() {
        int column = random.nextInt(3) == 0 ? random.nextInt(6) : 6 + random.nextInt(2);
        return List.of(COLUMNS.get(column), values().get(column));
    }

    private static String text(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Override
    public String toString() {
        return String.join("\n", bodies);
    }
}

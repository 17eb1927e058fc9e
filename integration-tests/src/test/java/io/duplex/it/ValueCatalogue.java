// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All tables of the catalogue on one server, before and behind a first copy. */
final class ValueCatalogue {
    private static final Logger LOG = LoggerFactory.getLogger(ValueCatalogue.class);
    /** Servers compare each label with all others; {@link ManyLabelsIT} has the most. */
    private static final int MOST_LABELS = 3_000;

    private final MySqlServer server;
    private final List<ValueTable> tables = new ArrayList<>();
    private final TextCatalogue texts;

    ValueCatalogue(MySqlServer server, long seed) {
        MySqlVersion version = server.version();
        this.server = server;
        this.texts = new TextCatalogue(server, seed);
        tables.addAll(new TypeCatalogue(version, seed).tables());
        tables.addAll(texts.tables());
        tables.addAll(JsonCatalogue.tables(version, seed));
        tables.addAll(SpatialCatalogue.tables(version));
    }

    List<ValueTable> tables() {
        return tables;
    }

    /** Creates all tables, and the rows that the first copy finds. */
    void createAndFill() {
        server.execute("CREATE DATABASE app");
        List<String> statements = new ArrayList<>(List.of(ValueTable.LAX));
        tables.forEach(table -> statements.add(table.create()));
        server.execute(statements.toArray(String[]::new));
        tables.add(manyLabels());
        for (ValueTable table : tables) {
            server.transaction(table.copied().toArray(String[]::new));
            if (!table.keyed()) {
                assertThat(server.number("SELECT COUNT(*) FROM " + table.qualified()))
                        .as(table.name())
                        .isEqualTo(table.copiedRows());
            }
        }
        server.execute(texts.createEveryCharacter().toArray(String[]::new));
        server.execute("CREATE TABLE app.step (n INT PRIMARY KEY)");
    }

    /** Writes all values again, as inserts, updates and deletes. */
    void change() {
        for (ValueTable table : tables) {
            server.transaction(table.changes().toArray(String[]::new));
        }
        // Of statements that are streamed the types are known otherwise than of copied tables.
        for (ValueTable table : tables.stream().filter(one -> !one.keyed()).toList()) {
            server.execute(ValueTable.LAX, table.later().create());
            server.transaction(table.later().copied().toArray(String[]::new));
        }
        for (String table : texts.everyCharacter()) {
            server.execute("INSERT INTO app." + table + " SELECT id + 10000, v FROM app." + table);
        }
    }

    /** As many labels as the server takes: 5.7 keeps all definitions of a table in 64 KB. */
    private ValueTable manyLabels() {
        for (int labels = MOST_LABELS; ; labels = labels / 2) {
            String type = IntStream.rangeClosed(1, labels)
                    .mapToObj(i -> "'" + Integer.toString(i, Character.MAX_RADIX) + "'")
                    .collect(Collectors.joining(",", "ENUM(", ")"));
            ValueTable table = ValueTable.of(
                    "many_labels", List.of(ValueColumn.of(type, "0", "1", "2", "255", "256", String.valueOf(labels))));
            try {
                server.execute(table.create());
                LOG.info("{} takes {} labels", server, labels);
                return table;
            } catch (MySqlServer.SqlFailure refused) {
                if (labels < 100) {
                    throw refused;
                }
            }
        }
    }
}

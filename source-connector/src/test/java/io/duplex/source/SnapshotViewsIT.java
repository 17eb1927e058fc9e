// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.header;
import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The snapshot's views are those of the source, in an order in which they can be made. */
final class SnapshotViewsIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0"})
    void viewsComeBehindWhatTheySelectFromAndCanBeMadeAgainAsTheyWere(MySqlVersion version) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE DATABASE only_views",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20) CHARACTER SET utf8mb4)",
                    "INSERT INTO app.t VALUES (1, 'one'), (2, '`app`.`a`')",
                    "CREATE ALGORITHM=MERGE VIEW app.c AS SELECT id, v FROM app.t WHERE id > 0 WITH CASCADED CHECK OPTION",
                    "CREATE SQL SECURITY INVOKER VIEW only_views.b AS SELECT c.id, CONCAT(c.v, ' `app`.`a` it''s \\\\')"
                            + " AS v FROM app.c AS c",
                    "CREATE VIEW app.`a`` x` AS SELECT 'caf\u00e9 \u4e2d' AS w, id FROM only_views.b UNION SELECT 'u', 0",
                    "SET sql_mode='ANSI_QUOTES,PIPES_AS_CONCAT'",
                    "CREATE VIEW app.a AS SELECT id, v || 'x' AS \"v w\" FROM app.\"a` x\" JOIN app.t USING (id)",
                    "SET sql_mode='', character_set_client=latin1, collation_connection=latin1_german1_ci",
                    "CREATE VIEW app.latin AS SELECT '\u00e9' AS e, _latin1'plain' AS u, id FROM app.t");
            Map<String, String> before = views(server);

            List<SourceRecord> records = copied(server, "stream", Map.of());

            List<SourceRecord> views = views(records);
            assertThat(views)
                    .extracting(record -> context(record).tables().toString())
                    .containsExactly("[app.c]", "[only_views.b]", "[app.a` x]", "[app.a]", "[app.latin]");
            assertThat(records).anyMatch(record -> RunningSource.isDdl(record, "CREATE DATABASE `only_views`"));
            assertThat(SnapshotHeader.decode(header(records.get(records.size() - 1), SnapshotHeader.NAME))
                            .record())
                    .isEqualTo(records.size());

            server.execute("DROP VIEW app.c, app.`a`` x`, app.a, app.latin, only_views.b");
            for (SourceRecord view : views) {
                String collation = context(view).session().get("collation_connection");
                server.execute(
                        "SET NAMES utf8mb4",
                        "SET sql_mode='', collation_connection=" + collation,
                        ((Struct) view.value()).getString("ddl"));
            }
            assertThat(views(server)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0"})
    void whatCannotBeMadeOrIsNotWantedIsLeftOut(MySqlVersion version) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE app.gone (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO app.t VALUES (1, 1), (2, 2)",
                    "CREATE VIEW app.good AS SELECT id FROM app.t",
                    "CREATE VIEW app.hidden AS SELECT id FROM app.t",
                    "CREATE VIEW app.lost_table AS SELECT id FROM app.gone",
                    "CREATE VIEW app.above AS SELECT id FROM app.lost_table",
                    "CREATE VIEW app.lost_column AS SELECT v FROM app.t",
                    "SET character_set_client=latin1",
                    "CREATE VIEW app.mixed AS SELECT _utf8'\u00e9' AS w",
                    "SET character_set_client=utf8mb4",
                    "DROP TABLE app.gone",
                    "ALTER TABLE app.t DROP COLUMN v",
                    "CREATE USER reader@'%' IDENTIFIED BY 'pw'",
                    "GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO reader@'%'");

            assertThat(views(copied(server, "stream", Map.of("table.exclude.list", "app\\.hidden"))))
                    .extracting(record -> context(record).tables().toString())
                    .containsExactly("[app.good]");
            assertThat(views(copied(server, "table", Map.of()))).isEmpty();
            Map<String, String> weak = Map.of("database.user", "reader", "database.password", "pw");
            assertThat(views(copied(server, "stream", weak))).isEmpty();
        }
    }

    private List<SourceRecord> copied(MySqlServer server, String layout, Map<String, String> options) {
        Map<String, String> config = TestConfigs.source(server, layout, directory);
        config.put(
                "schema.history.internal.file.filename",
                directory.resolve("history-" + System.nanoTime()).toString());
        config.putAll(options);
        try (RunningSource source = RunningSource.start(config)) {
            return source.until("the copy ends", record -> isRow(record, "r", 2));
        }
    }

    private static List<SourceRecord> views(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> record.headers().lastWithName(DdlContext.NAME) != null)
                .filter(record -> context(record).ddlClass() == DdlClass.VIEW)
                .toList();
    }

    private static DdlContext context(SourceRecord record) {
        return DdlContext.decode(header(record, DdlContext.NAME));
    }

    /** Definition and rows of each view; the server shows a text in the character set that the view was made in. */
    private static Map<String, String> views(MySqlServer server) {
        Map<String, String> views = new TreeMap<>();
        for (String view : List.of("app.c", "only_views.b", "app.`a`` x`", "app.a", "app.latin")) {
            List<String> shown =
                    new ArrayList<>(server.rows("SHOW CREATE VIEW " + view).get(0));
            shown.remove(2);
            if (view.equals("app.latin")) {
                shown.remove(1);
            }
            views.put(
                    view,
                    shown + " " + server.rows("SELECT * FROM " + view + " ORDER BY id")
                            + server.rows("DESCRIBE " + view));
        }
        return views;
    }
}

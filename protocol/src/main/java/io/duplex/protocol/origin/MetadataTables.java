// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import io.duplex.protocol.table.TableId;
import java.util.List;

/**
 * Duplex's own tables on a target, kept in its {@code metadata.database}. The sink writes them, the source at the same
 * site knows replicated transactions by them.
 */
public final class MetadataTables {
    /** Default of {@code metadata.database}. */
    public static final String DEFAULT_DATABASE = "duplex";

    /** What each channel has applied; the first row change of every replicated transaction. */
    public static final String APPLIED_TRANSACTION = "applied_transaction";

    /** DDL that is about to be executed, committed before it. */
    public static final String DDL_INTENT = "ddl_intent";

    /** Up to where the rows of snapshots in tables' topics are on the target. */
    public static final String COPY_PROGRESS = "copy_progress";

    /** What was decided about changes that did not fit the target's rows. */
    public static final String CONFLICT = "conflict";

    /** Rows that were in conflict and are not settled yet. */
    public static final String SETTLEMENT = "settlement";

    /** In a database of its own: how rows ended that were in conflict. It travels between the sites, and is empty. */
    public static final String ROW_STATE = "row_state";

    /** Sites that were seen on this server, its own one among them. */
    public static final String SITE = "site";

    /** Servers that were seen on this server, by their UUIDs, and the sites that they belong to. */
    public static final String SITE_SERVER = "site_server";

    /** What the servers of other sites are set to, as their sources tell. */
    public static final String SITE_SETTINGS = "site_settings";

    /** Transactions that were left out on demand. */
    public static final String SKIPPED_TRANSACTION = "skipped_transaction";

    /** DDL statements about tables that are made of several, by those that they came from. */
    public static final String MERGED_STATEMENT = "merged_statement";

    /** What tables of sources look like whose rows come without schemas. */
    public static final String SOURCE_TABLE = "source_table";

    private final String database;

    /** Names the tables in this {@code metadata.database}. */
    public MetadataTables(String database) {
        this.database = database;
    }

    public String database() {
        return database;
    }

    /** Tells whether the table belongs to Duplex on this server, whatever the case of the names. */
    public boolean contains(TableId table) {
        return table.database().equalsIgnoreCase(database);
    }

    /** Tells whether the table is the one that every replicated transaction changes first. */
    public boolean isAppliedTransaction(TableId table) {
        return contains(table) && table.table().equalsIgnoreCase(APPLIED_TRANSACTION);
    }

    /** Tells whether the table holds the DDL intents. */
    public boolean isDdlIntent(TableId table) {
        return contains(table) && table.table().equalsIgnoreCase(DDL_INTENT);
    }

    /** Tells whether the table holds the servers of sites. */
    public boolean isSiteServer(TableId table) {
        return contains(table) && table.table().equalsIgnoreCase(SITE_SERVER);
    }

    /** Returns the quoted, qualified name of one of the tables. */
    public String qualified(String table) {
        return new TableId(database, table).quoted();
    }

    /** Returns the statement that creates the database; the tables' ones assume that it is there. */
    public String createDatabase() {
        return "CREATE DATABASE IF NOT EXISTS " + TableId.quote(database)
                + " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
    }

    /** Returns the statements that create the tables where they are missing. */
    public List<String> createTables() {
        return List.of(
                createAppliedTransaction(),
                createDdlIntent(),
                createSite(),
                createSiteServer(),
                createSiteSettings(),
                createCopyProgress(),
                createConflict(),
                createSettlement(),
                createSkippedTransaction(),
                createMergedStatement(),
                createSourceTable());
    }

    /**
     * A column that tables of former versions lack.
     *
     * @param statement adds it, behind all others
     */
    public record AddedColumn(String table, String column, String statement) {}

    /** Returns the columns that tables of former versions lack. */
    public List<AddedColumn> addedColumns() {
        return List.of(
                added(APPLIED_TRANSACTION, "path", "VARCHAR(1000) NULL"),
                added(APPLIED_TRANSACTION, "origin_gtid_set", "LONGTEXT NULL"),
                added(APPLIED_TRANSACTION, "start_gtid_set", "LONGTEXT NULL"),
                added(DDL_INTENT, "path", "VARCHAR(1000) NULL"),
                added(DDL_INTENT, "binlog_file", "VARCHAR(512) NULL"),
                added(DDL_INTENT, "binlog_position", "BIGINT UNSIGNED NULL"));
    }

    private AddedColumn added(String table, String column, String type) {
        return new AddedColumn(table, column, "ALTER TABLE " + qualified(table) + " ADD COLUMN " + column + " " + type);
    }

    /** Returns the table by which sites tell each other how rows ended that were in conflict. */
    public TableId rowState() {
        return new TableId(database + "_settlement", ROW_STATE);
    }

    /** Returns the statements that create {@link #rowState} and its database where they are missing. */
    public List<String> createRowState() {
        return List.of(
                "CREATE DATABASE IF NOT EXISTS " + TableId.quote(rowState().database())
                        + " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                """
            CREATE TABLE IF NOT EXISTS %s (
              id CHAR(36) NOT NULL PRIMARY KEY,
              from_site SMALLINT UNSIGNED NOT NULL COMMENT 'site that asks or tells',
              to_site SMALLINT UNSIGNED NOT NULL COMMENT 'site that is to answer, or to have the row so',
              asks BOOLEAN NOT NULL COMMENT 'whether the row is asked for, or told',
              table_schema VARCHAR(64) NOT NULL,
              table_name VARCHAR(64) NOT NULL,
              row_key LONGTEXT NOT NULL,
              row_image LONGTEXT NULL COMMENT 'the row, NULL when there is none',
              seen LONGTEXT NOT NULL COMMENT 'what the site that asks or tells had applied by then, a source a line'
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
            COMMENT='Duplex: rows that were in conflict, on their way to the other site'""".formatted(rowState().quoted()));
    }

    /**
     * Returns the query for what other sites' servers are set to: site, UUID, number, increment, offset, and how names
     * are kept.
     *
     * @param own the site that is not asked for
     */
    public String selectSettings(int own) {
        return "SELECT site_id, server_uuid, server_id, auto_increment_increment, auto_increment_offset,"
                + " lower_case_table_names FROM " + qualified(SITE_SETTINGS) + " WHERE site_id <> " + own
                + " ORDER BY site_id";
    }

    private String createConflict() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              gtid VARCHAR(90) NOT NULL COMMENT 'transaction of the change, as the source numbers it',
              origin_site SMALLINT UNSIGNED NOT NULL COMMENT 'site where the change was made',
              origin_gtid VARCHAR(90) NOT NULL COMMENT 'its transaction there',
              table_schema VARCHAR(64) NOT NULL,
              table_name VARCHAR(64) NOT NULL,
              row_key LONGTEXT NOT NULL COMMENT 'as JSON',
              kind VARCHAR(20) NOT NULL COMMENT 'in which way the change did not fit',
              resolution VARCHAR(20) NOT NULL COMMENT 'conflict.resolution of the table',
              decision VARCHAR(20) NOT NULL COMMENT 'source: the change was made, target: the rows stayed, merged',
              before_image LONGTEXT NULL COMMENT 'the row before the change, as JSON',
              after_image LONGTEXT NULL COMMENT 'the row after the change, as JSON',
              present_rows LONGTEXT NOT NULL COMMENT 'rows of the target that were in the way, as JSON',
              decided_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
              KEY decided (decided_at)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: changes that did not fit the rows here'""".formatted(qualified(CONFLICT));
    }

    private String createSettlement() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              to_site SMALLINT UNSIGNED NOT NULL COMMENT 'site with which the row is to be settled',
              asks BOOLEAN NOT NULL COMMENT 'whether that site is asked for the row, or told',
              table_schema VARCHAR(64) NOT NULL,
              table_name VARCHAR(64) NOT NULL,
              row_key LONGTEXT NOT NULL COMMENT 'as JSON',
              awaits LONGTEXT NOT NULL COMMENT 'what is to be applied here first, a source a line'
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: rows that are to be settled with another site'""".formatted(qualified(SETTLEMENT));
    }

    private String createAppliedTransaction() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              worker SMALLINT UNSIGNED NOT NULL COMMENT 'applier within the channel, 0 is the first',
              epoch BIGINT UNSIGNED NOT NULL COMMENT 'grows with each start of the task; an older one is fenced',
              origin_site SMALLINT UNSIGNED NULL COMMENT 'site that committed the last applied transaction',
              origin_gtid VARCHAR(90) NULL COMMENT 'its GTID there',
              gtid_set LONGTEXT NOT NULL COMMENT 'applied set: GTIDs of the source whose effect is here',
              last_gtid VARCHAR(90) NULL COMMENT 'last applied transaction, as the source numbers it',
              snapshot_id VARCHAR(64) NULL COMMENT 'snapshot being copied, or copied last',
              snapshot_record BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'records of it that are here',
              snapshot_complete BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'whether all of them are',
              snapshot_tables LONGTEXT NULL COMMENT 'tables that were empty when their copy began, one a line',
              kafka_topic VARCHAR(249) NULL COMMENT 'where the next record is expected',
              kafka_partition INT NULL,
              kafka_offset BIGINT NULL,
              source_committed_at TIMESTAMP(6) NULL COMMENT 'commit time of the last applied transaction at the source',
              applied_at TIMESTAMP(6) NULL COMMENT 'when it was applied here',
              transactions BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'source transactions applied since the channel began',
              path VARCHAR(1000) NULL COMMENT 'sites that the last applied transaction came through, oldest first',
              origin_gtid_set LONGTEXT NULL COMMENT 'up to where other sites came through this source, by their GTIDs',
              start_gtid_set LONGTEXT NULL COMMENT 'what was here before the channel began',
              PRIMARY KEY (channel, source, worker)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: what each channel has applied'""".formatted(qualified(APPLIED_TRANSACTION));
    }

    private String createDdlIntent() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              channel VARCHAR(190) NOT NULL,
              source VARCHAR(190) NOT NULL,
              gtid VARCHAR(90) NOT NULL COMMENT 'of the DDL, as the source numbers it',
              origin_site SMALLINT UNSIGNED NOT NULL,
              origin_gtid VARCHAR(90) NOT NULL,
              connection_id BIGINT UNSIGNED NOT NULL COMMENT 'session that executes it: thread_id of its binlog event',
              digest CHAR(64) NOT NULL COMMENT 'SHA-256 of the statement',
              verbatim BOOLEAN NOT NULL COMMENT 'runs without the mark of the session; known by the digest',
              state ENUM('started','done','failed') NOT NULL,
              default_database VARCHAR(64) NULL,
              statement LONGTEXT NOT NULL,
              before_state LONGTEXT NOT NULL COMMENT 'what the touched objects were, to decide after a crash',
              started_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
              finished_at TIMESTAMP(6) NULL,
              path VARCHAR(1000) NULL COMMENT 'sites that the DDL came through, oldest first',
              binlog_file VARCHAR(512) NULL COMMENT 'where the binlog here ended before it, to look there after a crash',
              binlog_position BIGINT UNSIGNED NULL,
              PRIMARY KEY (channel, source, gtid),
              KEY connection (connection_id, state)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: DDL statements that a channel executes or executed'""".formatted(qualified(DDL_INTENT));
    }

    private String createCopyProgress() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              kafka_topic VARCHAR(249) NOT NULL,
              kafka_partition INT NOT NULL,
              kafka_offset BIGINT NOT NULL COMMENT 'rows of snapshots below it are here',
              PRIMARY KEY (channel, source, kafka_topic, kafka_partition)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: rows of snapshots out of topics of the table layout'""".formatted(qualified(COPY_PROGRESS));
    }

    private String createSkippedTransaction() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              gtid VARCHAR(90) NOT NULL COMMENT 'as the source numbers it',
              origin_site SMALLINT UNSIGNED NOT NULL,
              origin_gtid VARCHAR(90) NOT NULL,
              row_changes BIGINT UNSIGNED NOT NULL COMMENT 'that were left out',
              statement LONGTEXT NULL COMMENT 'the DDL statement that was left out',
              kafka_topic VARCHAR(249) NOT NULL COMMENT 'where its records are',
              kafka_partition INT NOT NULL,
              first_offset BIGINT NOT NULL,
              last_offset BIGINT NOT NULL,
              skipped_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
              PRIMARY KEY (channel, source, gtid)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: transactions left out by apply.skip.gtids'""".formatted(qualified(SKIPPED_TRANSACTION));
    }

    private String createMergedStatement() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              whole VARCHAR(129) NOT NULL COMMENT 'table or database of the target',
              digest CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'SHA-256 of the statement with the names of the target',
              channel VARCHAR(190) NOT NULL,
              source VARCHAR(190) NOT NULL,
              part VARCHAR(129) NOT NULL COMMENT 'table or database of the source',
              times INT UNSIGNED NOT NULL COMMENT 'how often this part had the statement',
              last_gtid VARCHAR(90) NOT NULL COMMENT 'of the statement, as the source numbers it',
              statement LONGTEXT NOT NULL,
              noted_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
              PRIMARY KEY (whole, digest, channel, source, part)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: DDL statements about tables that are made of several'""".formatted(qualified(MERGED_STATEMENT));
    }

    private String createSourceTable() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
              channel VARCHAR(190) NOT NULL COMMENT 'channel.name of the sink',
              source VARCHAR(190) NOT NULL COMMENT 'topic.prefix of the source',
              table_schema VARCHAR(64) NOT NULL COMMENT 'at the source',
              table_name VARCHAR(64) NOT NULL,
              modes VARCHAR(190) NULL COMMENT 'how the source writes values, NULL: by the options of the sink',
              gtid VARCHAR(90) NULL COMMENT 'of the statement since which the table looks so, NULL: of a snapshot',
              told_at BIGINT NOT NULL COMMENT 'milliseconds since 1970, by the clock of the source',
              kafka_topic VARCHAR(249) NOT NULL COMMENT 'where the source told it',
              kafka_partition INT NOT NULL,
              kafka_offset BIGINT NOT NULL,
              definition LONGTEXT NOT NULL COMMENT 'what decides how values travel, one column a line',
              KEY channel (channel, source)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC
            COMMENT='Duplex: tables of sources whose records are JSON without schemas'""".formatted(qualified(SOURCE_TABLE));
    }

    private String createSite() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              site_id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
              is_local BOOLEAN NOT NULL COMMENT 'whether this server belongs to the site',
              seen_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
            COMMENT='Duplex: sites that this server knows'""".formatted(qualified(SITE));
    }

    private String createSiteServer() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              server_uuid CHAR(36) NOT NULL PRIMARY KEY COMMENT 'in the GTIDs of its transactions',
              site_id SMALLINT UNSIGNED NOT NULL,
              is_local BOOLEAN NOT NULL COMMENT 'whether it is, or was, a server of this site',
              seen_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
            COMMENT='Duplex: servers of sites'""".formatted(qualified(SITE_SERVER));
    }

    private String createSiteSettings() {
        return """
            CREATE TABLE IF NOT EXISTS %s (
              site_id SMALLINT UNSIGNED NOT NULL PRIMARY KEY,
              server_uuid CHAR(36) NOT NULL COMMENT 'its server that was read last',
              server_id BIGINT UNSIGNED NOT NULL,
              auto_increment_increment SMALLINT UNSIGNED NOT NULL,
              auto_increment_offset SMALLINT UNSIGNED NOT NULL,
              lower_case_table_names TINYINT UNSIGNED NOT NULL,
              told_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
            COMMENT='Duplex: what the servers of other sites are set to'""".formatted(qualified(SITE_SETTINGS));
    }
}

# Statements that two sites execute in turn, the first one here and the second one there, for DdlBothWaysIT.
#
# "=== name" begins a case, which finds an empty database alpha that is every session's default. Paragraphs are
# statements. Lines before a statement that begin with @ say
#   @session SQL    what its session has executed before
#   @use NAME       the session's database, none for none
#   @since 8.0, @until 5.7    the servers that know it
#   @same           not between sites of different versions
#   @stays          nothing of it reaches the other site
#   @error          the server refuses it, maybe after having done a part
# Behind the name of a case they hold for all of it; @build takes it into the ordinary build.

=== databases
@build

CREATE DATABASE beta

CREATE DATABASE IF NOT EXISTS beta

@session SET collation_server = 'latin1_swedish_ci'
CREATE DATABASE IF NOT EXISTS gamma

@use none
CREATE SCHEMA `odd-name ``x` DEFAULT CHARACTER SET latin1 COLLATE latin1_german1_ci

@use odd-name `x
ALTER DATABASE CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin

ALTER SCHEMA beta DEFAULT COLLATE latin1_bin

@since 8.0
ALTER DATABASE beta DEFAULT ENCRYPTION 'N'

DROP DATABASE gamma

DROP DATABASE IF EXISTS gamma

@use none
DROP SCHEMA IF EXISTS gamma

DROP DATABASE `odd-name ``x`

=== tables
@build

CREATE TABLE plain (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB COMMENT='it''s; "so"' ROW_FORMAT=DYNAMIC

INSERT INTO plain VALUES (1, 'one'), (2, 'zwei'), (3, NULL)

CREATE TABLE IF NOT EXISTS plain (id INT)

create table if not exists alpha.other (id int unsigned auto_increment, v varchar(10), primary key (id)) auto_increment = 1000

ALTER TABLE plain COMMENT = 'changed', STATS_PERSISTENT = 1, KEY_BLOCK_SIZE = 0

ALTER TABLE plain CONVERT TO CHARACTER SET latin1

ALTER TABLE plain DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin

ALTER TABLE plain ENGINE = InnoDB

ALTER TABLE plain FORCE

ALTER TABLE plain AUTO_INCREMENT = 500

DROP TABLE other

DROP TABLE IF EXISTS other

DROP TABLE IF EXISTS nosuch, plain

=== a table dropped, created and filled again at the same place
@build

CREATE TABLE t (id INT PRIMARY KEY, v INT)

INSERT INTO t VALUES (1, 1)

DROP TABLE t

CREATE TABLE t (id INT PRIMARY KEY, w VARCHAR(10))

INSERT INTO t VALUES (2, 'kept')

DROP TABLE IF EXISTS t

CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY, x DATE)

INSERT INTO t VALUES (3, '2020-02-02')

DROP TABLE t

DROP TABLE IF EXISTS t

CREATE TABLE t (id INT PRIMARY KEY)

INSERT INTO t VALUES (4)

=== truncate
@build

CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT)

INSERT INTO t (v) VALUES (1), (2)

TRUNCATE TABLE t

INSERT INTO t (id, v) VALUES (20, 3)

TRUNCATE t

TRUNCATE t

INSERT INTO t (id, v) VALUES (30, 4)

=== statements that succeed every time
@build

CREATE TABLE t (id INT PRIMARY KEY, v INT)

ALTER TABLE t MODIFY COLUMN v BIGINT

ALTER TABLE t MODIFY COLUMN v BIGINT

ALTER TABLE t ALTER v SET DEFAULT 3

ALTER TABLE t ALTER v SET DEFAULT 3

CREATE OR REPLACE VIEW w AS SELECT id FROM t

CREATE OR REPLACE VIEW w AS SELECT id FROM t

ALTER DATABASE alpha CHARACTER SET utf8mb4

ALTER DATABASE alpha CHARACTER SET utf8mb4

DROP PROCEDURE IF EXISTS nosuch

DROP EVENT IF EXISTS nosuch

DROP TRIGGER IF EXISTS nosuch

DROP FUNCTION IF EXISTS nosuch

DROP VIEW IF EXISTS nosuch

=== like and select

CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(9) NOT NULL DEFAULT 'x', KEY (v)) COMMENT 'pattern'

INSERT INTO t (id, v) VALUES (1, 'a'), (2, 'b')

CREATE TABLE u LIKE t

CREATE TABLE IF NOT EXISTS u LIKE t

CREATE TABLE v (LIKE t)

CREATE DATABASE beta

CREATE TABLE beta.w LIKE alpha.t

@use beta
CREATE TABLE IF NOT EXISTS x LIKE alpha.t

@since 8.0
CREATE TABLE s AS SELECT * FROM t

@since 8.0
CREATE TABLE s2 (PRIMARY KEY (id)) ENGINE=InnoDB SELECT id, UPPER(v) AS big, 7 AS seven FROM t WHERE id > 1

@since 8.0
@error
CREATE TABLE IF NOT EXISTS s2 SELECT * FROM t

@since 8.0
CREATE TABLE s3 SELECT * FROM t WHERE id = 1

@session CREATE TEMPORARY TABLE hidden (id INT PRIMARY KEY, v VARCHAR(5)) COMMENT 'unseen'
CREATE TABLE from_temporary LIKE hidden

@since 8.0
INSERT INTO s3 SELECT * FROM t

=== temporary tables
@build

CREATE TABLE t (id INT PRIMARY KEY)

@stays
CREATE TEMPORARY TABLE hidden (id INT)

@stays
CREATE TEMPORARY TABLE IF NOT EXISTS t (id INT)

@stays
@session CREATE TEMPORARY TABLE hidden (id INT)
ALTER TABLE hidden ADD COLUMN v INT

@stays
@session CREATE TEMPORARY TABLE hidden (id INT)
INSERT INTO hidden VALUES (1)

@stays
@session CREATE TEMPORARY TABLE hidden (id INT)
TRUNCATE TABLE hidden

@stays
@session CREATE TEMPORARY TABLE hidden (id INT)
DROP TEMPORARY TABLE hidden

@stays
@session CREATE TEMPORARY TABLE t (id INT, other INT)
DROP TABLE t

@stays
DROP TEMPORARY TABLE IF EXISTS nosuch

@session CREATE TEMPORARY TABLE t (id INT, other INT)
CREATE TABLE after_all (id INT)

=== columns
@build

CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))

INSERT INTO t VALUES (1, 'one'), (2, 'two')

ALTER TABLE t ADD COLUMN w INT NOT NULL DEFAULT 7

ALTER TABLE t ADD x VARCHAR(9) CHARACTER SET latin1 AFTER id, ADD COLUMN y INT FIRST

ALTER TABLE t ADD (z1 INT, z2 DATETIME DEFAULT NULL)

ALTER TABLE t CHANGE COLUMN x x2 VARCHAR(30) NULL DEFAULT 'it''s' COMMENT 'now longer'

ALTER TABLE t MODIFY w BIGINT UNSIGNED NULL

ALTER TABLE t ALTER COLUMN w SET DEFAULT 9, ALTER COLUMN z1 DROP DEFAULT

ALTER TABLE t MODIFY COLUMN y INT AFTER w

ALTER TABLE t DROP COLUMN z1, DROP z2

UPDATE t SET w = 5 WHERE id = 1

ALTER TABLE t ADD COLUMN filled TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)

ALTER TABLE t ADD COLUMN filled2 DATETIME(3) DEFAULT NOW(3) ON UPDATE NOW(3)

ALTER TABLE t ADD COLUMN e ENUM('a','b''c','ß€') NOT NULL DEFAULT 'ß€', ADD COLUMN s SET('1','2') DEFAULT '1,2'

ALTER TABLE t RENAME AS t2

ALTER TABLE t2 RENAME t

ALTER TABLE t ADD COLUMN d1 INT, ALGORITHM=INPLACE, LOCK=NONE

ALTER TABLE t ADD COLUMN d2 INT, ALGORITHM=COPY

@since 8.0
ALTER TABLE t ADD COLUMN instantly INT DEFAULT 3, ALGORITHM=INSTANT

@since 8.0
ALTER TABLE t RENAME COLUMN v TO v_renamed

@since 8.0
ALTER TABLE t ADD COLUMN unseen INT INVISIBLE DEFAULT 5

@since 8.0
ALTER TABLE t ADD COLUMN computed VARCHAR(40) DEFAULT (CONCAT('x', 'y'))

@since 8.0
ALTER TABLE t ALTER COLUMN unseen SET VISIBLE

@since 8.0
ALTER TABLE t DROP COLUMN instantly, ALGORITHM=INSTANT

@since 9.7
ALTER TABLE t ADD COLUMN vec VECTOR(3)

=== columns that number the rows
@build

CREATE TABLE t (v INT)

INSERT INTO t VALUES (10), (20), (30)

ALTER TABLE t ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY

CREATE TABLE u (v INT)

INSERT INTO u VALUES (10), (20), (30)

@session SET auto_increment_increment = 7, auto_increment_offset = 2
ALTER TABLE u ADD id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT FIRST, ADD UNIQUE KEY numbered (id)

INSERT INTO u (id, v) VALUES (400, 40)

CREATE TABLE w (v INT, id INT NOT NULL DEFAULT 0, KEY (id))

INSERT INTO w VALUES (10, 0), (20, 0)

@session SET auto_increment_increment = 64937, auto_increment_offset = 1
ALTER TABLE w MODIFY id INT NOT NULL AUTO_INCREMENT

CREATE TABLE x (v INT)

INSERT INTO x VALUES (1), (2)

@session SET auto_increment_increment = 65535, auto_increment_offset = 65535
ALTER TABLE x ADD COLUMN id SERIAL

ALTER TABLE t AUTO_INCREMENT = 90

ALTER TABLE t ADD COLUMN plain INT COMMENT 'AUTO_INCREMENT', AUTO_INCREMENT 95

=== sessions with marks of their own
@build

CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT)

@session SET auto_increment_increment = 2, auto_increment_offset = 1
INSERT INTO t (v) VALUES (1), (2)

@session SET auto_increment_increment = 7, auto_increment_offset = 2
INSERT INTO t (v) VALUES (3), (4)

@session SET auto_increment_increment = 64937, auto_increment_offset = 1
INSERT INTO t (v) VALUES (5)

@session SET auto_increment_increment = 64937, auto_increment_offset = 2
INSERT INTO t (v) VALUES (6)

@session SET auto_increment_increment = 64937, auto_increment_offset = 65535
UPDATE t SET v = v + 1

@session SET auto_increment_increment = 65535, auto_increment_offset = 65535
DELETE FROM t WHERE v = 3

@session SET auto_increment_increment = 64937, auto_increment_offset = 2
ALTER TABLE t ADD COLUMN w INT

@session SET auto_increment_increment = 64937, auto_increment_offset = 1
CREATE TABLE u (id INT PRIMARY KEY)

@session SET auto_increment_increment = 64937, auto_increment_offset = 1
CREATE VIEW w AS SELECT id FROM u

@session SET auto_increment_increment = 64937, auto_increment_offset = 2
DROP VIEW w

@session SET auto_increment_increment = 64937, auto_increment_offset = 2
DROP TABLE u

@session SET auto_increment_increment = 64937, auto_increment_offset = 1
TRUNCATE TABLE t

=== generated columns and checks

CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c INT AS (a + b) STORED, d INT GENERATED ALWAYS AS (a * 2) VIRTUAL NOT NULL)

INSERT INTO t (id, a, b) VALUES (1, 2, 3)

ALTER TABLE t ADD COLUMN e VARCHAR(30) AS (CONCAT(a, '-', b)) VIRTUAL

ALTER TABLE t ADD INDEX (e)

ALTER TABLE t MODIFY COLUMN c BIGINT AS (a + b + 1) STORED

@since 8.0
ALTER TABLE t ADD CONSTRAINT t_positive CHECK (id > 0)

@since 8.0
ALTER TABLE t ADD CHECK (a < 1000) NOT ENFORCED

@since 8.0
ALTER TABLE t ALTER CHECK t_positive NOT ENFORCED

@since 8.0
ALTER TABLE t DROP CHECK t_positive

@since 8.0
CREATE TABLE u (id INT PRIMARY KEY, j JSON, CHECK (id <> 5), CONSTRAINT named CHECK (JSON_VALID(j)))

CREATE TABLE s (id INT PRIMARY KEY, price DECIMAL(10,2), j JSON, label VARCHAR(20) AS (j->>'$.label') STORED)

INSERT INTO s (id, price, j) VALUES (1, 9.99, '{"label": "ä"}')

ALTER TABLE t DROP COLUMN e, DROP COLUMN d

=== partitions

CREATE TABLE p (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10), PARTITION middle VALUES LESS THAN (20))

INSERT INTO p VALUES (1, 1), (11, 11)

ALTER TABLE p ADD PARTITION (PARTITION high VALUES LESS THAN (100) COMMENT 'wide')

INSERT INTO p VALUES (21, 21)

ALTER TABLE p REORGANIZE PARTITION high INTO (PARTITION h1 VALUES LESS THAN (50), PARTITION h2 VALUES LESS THAN MAXVALUE)

ALTER TABLE p TRUNCATE PARTITION middle

INSERT INTO p VALUES (12, 12)

ALTER TABLE p DROP PARTITION low

CREATE TABLE e LIKE p

ALTER TABLE e REMOVE PARTITIONING

INSERT INTO e VALUES (13, 13)

ALTER TABLE p EXCHANGE PARTITION middle WITH TABLE e

ALTER TABLE p REBUILD PARTITION middle

ALTER TABLE p ANALYZE PARTITION middle

ALTER TABLE p OPTIMIZE PARTITION middle

@stays
ALTER TABLE p CHECK PARTITION ALL

ALTER TABLE p PARTITION BY HASH (id) PARTITIONS 3

ALTER TABLE p ADD PARTITION PARTITIONS 2

ALTER TABLE p COALESCE PARTITION 1

ALTER TABLE p REMOVE PARTITIONING

CREATE TABLE l (id INT, country VARCHAR(2)) PARTITION BY LIST COLUMNS (country) (PARTITION eu VALUES IN ('de','fr'), PARTITION am VALUES IN ('us'))

CREATE TABLE k (id INT, made DATE, PRIMARY KEY (id, made)) PARTITION BY RANGE (YEAR(made)) SUBPARTITION BY HASH (TO_DAYS(made)) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2000), PARTITION p1 VALUES LESS THAN MAXVALUE)

ALTER TABLE k TRUNCATE PARTITION ALL

=== indexes

CREATE TABLE t (id INT PRIMARY KEY, v INT, w INT, x VARCHAR(40), g POINT NOT NULL)

CREATE INDEX by_v ON t (v)

CREATE UNIQUE INDEX one_w USING BTREE ON alpha.t (w, id) COMMENT 'unique'

ALTER TABLE t ADD INDEX by_x (x(5)), ADD UNIQUE KEY both_ids (id, v)

CREATE FULLTEXT INDEX words ON t (x)

CREATE SPATIAL INDEX places ON t (g)

ALTER TABLE t RENAME INDEX by_v TO by_value

DROP INDEX by_value ON t

ALTER TABLE t DROP KEY both_ids, DROP INDEX words

@since 8.0
CREATE INDEX by_expression ON t ((UPPER(x)))

@since 8.0
ALTER TABLE t ALTER INDEX one_w INVISIBLE

@since 8.0
CREATE INDEX descending ON t (v DESC, w) ALGORITHM=INPLACE LOCK=NONE

ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, w)

ALTER TABLE t DISABLE KEYS

ALTER TABLE t ENABLE KEYS

CREATE TABLE keyless (a INT, b INT)

INSERT INTO keyless VALUES (1, 1), (1, 1), (1, 2)

ALTER TABLE keyless ADD INDEX (a)

=== foreign keys

CREATE TABLE parent (id INT PRIMARY KEY)

CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, CONSTRAINT to_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE SET NULL ON UPDATE CASCADE)

INSERT INTO parent VALUES (1)

INSERT INTO child VALUES (10, 1)

ALTER TABLE child DROP FOREIGN KEY to_parent

ALTER TABLE child ADD CONSTRAINT again FOREIGN KEY (parent_id) REFERENCES parent (id)

@session SET foreign_key_checks = 0
CREATE TABLE orphan (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES not_yet (id))

CREATE TABLE not_yet (id INT PRIMARY KEY)

@session SET foreign_key_checks = 0
DROP TABLE parent

@session SET foreign_key_checks = 0
TRUNCATE TABLE not_yet

DROP TABLE child, orphan, not_yet

=== views

CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10))

CREATE VIEW two AS SELECT id, v FROM t

CREATE OR REPLACE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW two (a, b) AS SELECT id, v FROM t WHERE id > 0 WITH CASCADED CHECK OPTION

ALTER VIEW two AS SELECT id FROM alpha.t

CREATE DEFINER = `duplex`@`%` VIEW owned AS SELECT v FROM t

CREATE DEFINER = 'some body'@'10.0.0.%' SQL SECURITY DEFINER VIEW foreign_owned AS SELECT v FROM t

ALTER ALGORITHM = TEMPTABLE DEFINER = root@localhost VIEW owned AS SELECT v AS "w" FROM t

CREATE VIEW literals AS SELECT 'ä€' AS text, 1 AS `odd ``name`, NOW() AS at

CREATE DATABASE beta

@use beta
CREATE VIEW over_there AS SELECT * FROM alpha.t

CREATE OR REPLACE VIEW over_two AS SELECT * FROM two

@since 9.7
CREATE VIEW IF NOT EXISTS two AS SELECT 1 AS one

RENAME TABLE literals TO literals_2

DROP VIEW IF EXISTS literals_2, nosuch

DROP VIEW over_two, foreign_owned

=== triggers

CREATE TABLE t (id INT PRIMARY KEY, v INT)

CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1

CREATE DEFINER = `duplex`@`%` TRIGGER g2 AFTER UPDATE ON alpha.t FOR EACH ROW FOLLOWS_NOTHING: BEGIN DECLARE x INT; SET x = NEW.v; IF x > 5 THEN SET @big = x; END IF; END

CREATE TRIGGER g3 BEFORE INSERT ON t FOR EACH ROW FOLLOWS g SET NEW.v = NEW.v + 1

@session SET sql_mode = 'ANSI_QUOTES'
CREATE TRIGGER "g 4" BEFORE DELETE ON "t" FOR EACH ROW SET @"gone" = OLD.id

@since 8.0
CREATE TRIGGER IF NOT EXISTS g BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 2

CREATE TRIGGER `with comments` /* one */ AFTER INSERT ON t -- two
FOR EACH ROW # three
BEGIN /* four */ SET @a = 'ä;'; END

DROP TRIGGER g3

DROP TRIGGER IF EXISTS alpha.g2

DROP TRIGGER IF EXISTS g2

ALTER TABLE t RENAME u

DROP TABLE u

=== procedures and functions

CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END

@session SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT', collation_connection = 'utf8mb4_bin'
CREATE PROCEDURE "odd `name"(IN a INT, OUT b VARCHAR(10), INOUT c DECIMAL(5,2)) COMMENT 'it''s' SELECT "a" || 'x' INTO b

CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a + 1

CREATE DEFINER = `duplex`@`%` FUNCTION g(a VARCHAR(10) CHARACTER SET latin1) RETURNS VARCHAR(20) CHARSET utf8mb4 READS SQL DATA SQL SECURITY INVOKER RETURN CONCAT(a, 'ä')

ALTER PROCEDURE p SQL SECURITY INVOKER COMMENT 'changed'

ALTER FUNCTION f COMMENT 'also changed'

CREATE DATABASE beta

@use none
CREATE PROCEDURE beta.q() MODIFIES SQL DATA DROP TABLE IF EXISTS alpha.nosuch

@since 8.0
CREATE PROCEDURE IF NOT EXISTS p() SELECT 3

@since 8.0
CREATE FUNCTION IF NOT EXISTS f() RETURNS INT DETERMINISTIC RETURN 3

CALL beta.q()

DROP PROCEDURE p

DROP PROCEDURE IF EXISTS p

DROP FUNCTION IF EXISTS alpha.f

DROP FUNCTION g

=== events

CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1

CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 2 DAY DO SELECT 2

CREATE DEFINER = `duplex`@`%` EVENT once ON SCHEDULE AT CURRENT_TIMESTAMP + INTERVAL 1 YEAR ON COMPLETION PRESERVE DISABLE COMMENT 'later' DO BEGIN SET @a = 1; SET @b = 2; END

@session SET time_zone = '+05:30'
CREATE EVENT in_a_zone ON SCHEDULE EVERY 1 HOUR STARTS '2035-01-01 00:00:00' ENDS '2036-01-01 00:00:00' DO SET @x = 1

ALTER EVENT e ON SCHEDULE EVERY 3 DAY

ALTER EVENT e RENAME TO e2

ALTER DEFINER = root@localhost EVENT e2 COMMENT 'changed' DO SELECT 3

ALTER EVENT e2 DISABLE

DROP EVENT e2

DROP EVENT IF EXISTS e2

DROP EVENT once

=== users, roles and grants
@build
@same

CREATE USER 'ddl_a'@'%' IDENTIFIED BY 'secret'

CREATE USER IF NOT EXISTS 'ddl_a'@'%' IDENTIFIED BY 'other'

ALTER USER 'ddl_a'@'%' IDENTIFIED BY 'changed'

CREATE USER ddl_b, 'ddl_c'@'10.%' PASSWORD EXPIRE NEVER ACCOUNT LOCK

CREATE TABLE t (id INT, v INT)

GRANT SELECT, INSERT (id), UPDATE (v, id) ON alpha.t TO 'ddl_a'@'%'

GRANT ALL ON alpha.* TO ddl_b WITH GRANT OPTION

GRANT SELECT, RELOAD ON *.* TO ddl_b

REVOKE UPDATE (v) ON alpha.t FROM 'ddl_a'@'%'

REVOKE ALL PRIVILEGES, GRANT OPTION FROM ddl_b

CREATE PROCEDURE p() SELECT 1

GRANT EXECUTE ON PROCEDURE alpha.p TO ddl_b

RENAME USER ddl_b TO ddl_d, 'ddl_c'@'10.%' TO 'ddl_c'@'11.%'

SET PASSWORD FOR 'ddl_a'@'%' = 'again'

@since 8.0
CREATE ROLE ddl_r1, ddl_r2

@since 8.0
CREATE ROLE IF NOT EXISTS ddl_r1

@since 8.0
GRANT SELECT ON alpha.* TO ddl_r1

@since 8.0
GRANT ddl_r1, ddl_r2 TO 'ddl_a'@'%' WITH ADMIN OPTION

@since 8.0
SET DEFAULT ROLE ddl_r1 TO 'ddl_a'@'%'

@since 8.0
ALTER USER 'ddl_a'@'%' DEFAULT ROLE ALL

@since 8.0
REVOKE ddl_r2 FROM 'ddl_a'@'%'

@since 8.0
DROP ROLE ddl_r2

@since 8.0
DROP ROLE IF EXISTS ddl_r1, ddl_r2

DROP USER ddl_d

DROP USER IF EXISTS ddl_d, 'ddl_c'@'11.%'

DROP USER 'ddl_a'@'%'

=== renaming
@build

CREATE DATABASE beta

CREATE TABLE a (id INT PRIMARY KEY, v INT)

CREATE TABLE b (id INT PRIMARY KEY, w INT)

INSERT INTO a VALUES (1, 1)

INSERT INTO b VALUES (2, 2)

RENAME TABLE a TO b2, b TO a, b2 TO b

RENAME TABLE a TO beta.a

@use beta
RENAME TABLE a TO alpha.a, alpha.b TO b

ALTER TABLE a RENAME TO beta.c

@use none
ALTER TABLE beta.c RENAME beta.d

@use beta
ALTER TABLE d RENAME alpha.d, ADD COLUMN x INT DEFAULT 4

RENAME TABLE d TO `e f`

@since 8.0
RENAME TABLES `e f` TO g, g TO `e f`

INSERT INTO `e f` VALUES (3, 3, 3)

=== several tables in one statement
@build

CREATE DATABASE beta

CREATE TABLE a (id INT PRIMARY KEY)

CREATE TABLE b (id INT PRIMARY KEY)

CREATE TABLE beta.c (id INT PRIMARY KEY)

CREATE TABLE d (id INT) ENGINE=MyISAM

DROP TABLE a, beta.c

DROP TABLES IF EXISTS a, b, beta.c

CREATE TABLE b (id INT PRIMARY KEY)

@since 8.0
@session CREATE TEMPORARY TABLE hidden (id INT)
DROP TABLE b, d, hidden

@until 5.7
DROP TABLE b, d

CREATE TABLE f (id INT PRIMARY KEY)

@error
DROP TABLE f, nosuch

=== comments and quoting
@build

/* leading */ CREATE /* inner */ TABLE t -- trailing
 (id INT PRIMARY KEY, v INT) # end

/*!50000 ALTER TABLE t ADD COLUMN a INT */

@since 8.0
/*!80000 ALTER TABLE t ADD COLUMN b INT */ /*!99999 nonsense */

ALTER TABLE t /*! ADD COLUMN c INT COMMENT '*\/ -- '*/, ADD COLUMN c2 INT

CREATE TABLE `t``2` (`i``d` INT PRIMARY KEY, ` x` INT, `sel ect` INT COMMENT 'a\'b\\')

CREATE TABLE `t.3` (`a.b` INT, `ä` INT, `日本` INT)

@session SET sql_mode = 'ANSI_QUOTES'
CREATE TABLE "t""4" ("i""d" INT PRIMARY KEY, v VARCHAR(9) DEFAULT 'x"y')

@session SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'
ALTER TABLE "t""4" ADD COLUMN w VARCHAR(9) DEFAULT 'a\' COMMENT 'it''s'

CREATE TABLE `select` (`table` INT PRIMARY KEY, `order` INT, `lag` INT)

CREATE TABLE `rank` (id INT PRIMARY KEY)

INSERT INTO `rank` VALUES (1)

CREATE TABLE alpha . spaced (id INT PRIMARY KEY)

TRUNCATE `rank`

ALTER TABLE`rank`ADD`x`INT

RENAME TABLE `select` TO `update`

DROP TABLE`update`/* tail */, `t``2`

CREATE TABLE status (date INT, time INT, value INT, `key` INT, type INT, format INT)

ALTER TABLE spaced ADD COLUMN v VARCHAR(20) DEFAULT 'CREATE TABLE x', COMMENT 'DROP TABLE t; -- '

-- a comment first
DROP TABLE t

=== plain names that newer servers reserve
@until 5.7
@same

CREATE TABLE lag (id INT PRIMARY KEY, rank INT)

INSERT INTO lag VALUES (1, 1)

CREATE TABLE rank (id INT PRIMARY KEY, system INT, groups INT)

ALTER TABLE rank ADD COLUMN row_number INT

INSERT INTO rank VALUES (1, 1, 1, 1)

TRUNCATE TABLE rank

DROP TABLE lag, rank

=== other sessions
@build

@session SET sql_mode = ''
CREATE TABLE zero (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00', t TIMESTAMP NOT NULL DEFAULT '0000-00-00 00:00:00')

@session SET sql_mode = 'ALLOW_INVALID_DATES'
ALTER TABLE zero ADD COLUMN e DATE DEFAULT '2020-02-31'

INSERT INTO zero (id) VALUES (1)

@session SET sql_mode = 'ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION'
ALTER TABLE zero ADD COLUMN short VARCHAR(3) NOT NULL

CREATE TABLE placed (id INT PRIMARY KEY)

INSERT INTO placed VALUES (1)

@session SET time_zone = '+09:30', timestamp = 1500000000.25
ALTER TABLE placed ADD COLUMN at DATETIME(2) NOT NULL DEFAULT CURRENT_TIMESTAMP(2), ADD COLUMN ts TIMESTAMP(2) NOT NULL DEFAULT CURRENT_TIMESTAMP(2)

@session SET time_zone = '-03:00'
ALTER TABLE placed ADD COLUMN fixed TIMESTAMP NULL DEFAULT '2020-01-01 00:00:00'

@session SET NAMES latin1
CREATE TABLE latin (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT 'x')

@session SET collation_connection = 'utf8mb4_bin'
CREATE TABLE compared (id INT PRIMARY KEY, v VARCHAR(9) GENERATED ALWAYS AS (CONCAT('a', id)) VIRTUAL)

@since 8.0
@same
@session SET default_collation_for_utf8mb4 = 'utf8mb4_general_ci'
CREATE TABLE general (id INT PRIMARY KEY, v VARCHAR(9) CHARACTER SET utf8mb4)

@session SET SESSION explicit_defaults_for_timestamp = OFF
CREATE TABLE implied (id INT PRIMARY KEY, a TIMESTAMP, b TIMESTAMP NULL)

@session SET sql_mode = 'IGNORE_SPACE,HIGH_NOT_PRECEDENCE,REAL_AS_FLOAT,PIPES_AS_CONCAT'
CREATE TABLE modes (id INT PRIMARY KEY, r REAL, s VARCHAR(9) GENERATED ALWAYS AS ('a' || id) VIRTUAL)

@until 5.7
@same
@session SET sql_mode = 'NO_TABLE_OPTIONS,MYSQL40'
CREATE TABLE old_modes (id INT PRIMARY KEY)

@session SET default_storage_engine = MyISAM
CREATE TABLE kept (id INT PRIMARY KEY) ENGINE=InnoDB

@session SET innodb_strict_mode = OFF
CREATE TABLE lenient (id INT PRIMARY KEY) ROW_FORMAT=REDUNDANT

@since 8.0
@session SET sql_generate_invisible_primary_key = ON
CREATE TABLE invisible_key (v INT)

CREATE TABLE names (id INT PRIMARY KEY, v VARCHAR(20))

=== unqualified names and other databases
@build

CREATE DATABASE beta

@use beta
CREATE TABLE t (id INT PRIMARY KEY)

CREATE TABLE t (id INT PRIMARY KEY, in_alpha INT)

@use none
ALTER TABLE alpha.t ADD COLUMN v INT

@use beta
ALTER TABLE alpha.t ADD COLUMN w INT

@use beta
DROP TABLE t

@use beta
CREATE INDEX i ON alpha.t (v)

@use beta
DROP DATABASE beta

@use none
DROP TABLE alpha.t

=== statements that change no structure
@build

CREATE TABLE t (id INT PRIMARY KEY)

@stays
ANALYZE TABLE t

@stays
OPTIMIZE TABLE t

@stays
REPAIR TABLE t

@stays
@since 8.0
ANALYZE TABLE t UPDATE HISTOGRAM ON id WITH 4 BUCKETS

@stays
FLUSH TABLES t

@stays
FLUSH PRIVILEGES

@stays
ANALYZE NO_WRITE_TO_BINLOG TABLE t

@stays
CHECK TABLE t

INSERT INTO t VALUES (1)

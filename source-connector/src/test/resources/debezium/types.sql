CREATE DATABASE app;
SET sql_mode = 'ALLOW_INVALID_DATES';
CREATE TABLE app.integers (
  id INT PRIMARY KEY AUTO_INCREMENT,
  t TINYINT, tu TINYINT UNSIGNED, t1 TINYINT(1), t1u TINYINT(1) UNSIGNED, tz TINYINT(3) ZEROFILL, b BOOL, bo BOOLEAN NOT NULL DEFAULT 1,
  s SMALLINT, su SMALLINT UNSIGNED, m MEDIUMINT, mu MEDIUMINT UNSIGNED, i INT, iu INT UNSIGNED, i11 INT(11), iz INT(8) ZEROFILL, integ INTEGER, i4 INT4,
  bi BIGINT, biu BIGINT UNSIGNED, biz BIGINT(20) ZEROFILL,
  bit1 BIT, bit1d BIT(1) NOT NULL DEFAULT b'1', bit7 BIT(7), bit8 BIT(8) DEFAULT b'10000001', bit9 BIT(9), bit33 BIT(33), bit64 BIT(64),
  y YEAR, y4 YEAR(4) NOT NULL DEFAULT 2011
);
INSERT INTO app.integers (id) VALUES (1);
INSERT INTO app.integers VALUES (2, -128, 255, 1, 255, 7, 1, 0, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, -1, 42, -5, -6, -9223372036854775808, 18446744073709551615, 1, b'1', b'0', b'1010101', b'11111111', b'100000001', b'100000000000000000000000000000001', ~0, 1901, 2155);
INSERT INTO app.integers VALUES (3, 127, 0, 0, 0, 0, 0, 1, 32767, 0, 8388607, 0, 2147483647, 0, 0, 0, 0, 0, 9223372036854775807, 9223372036854775808, 0, b'0', b'1', b'0', b'0', b'0', b'0', 0, 0, 0);
INSERT INTO app.integers VALUES (4, 2, 2, 2, 2, 255, -1, 5, 1, 1, 1, 1, 1, 1, 1, 123456789, 1, 1, 1, 9223372036854775807, 18446744073709551615, b'1', b'1', 1, 2, 3, 4, 5, 70, 69);
CREATE TABLE app.decimals (
  id INT PRIMARY KEY,
  d DECIMAL, d0 DECIMAL(5,0), d2 DECIMAL(10,2), d65 DECIMAL(65,30), du DECIMAL(8,3) UNSIGNED, dz DECIMAL(8,3) ZEROFILL, n NUMERIC(7,4), f FIXED(6,1), dec1 DEC(3),
  dd DECIMAL(10,4) NOT NULL DEFAULT 1.5, dn DECIMAL(4,2) DEFAULT '-0.5',
  fl FLOAT, fl7 FLOAT(7), fl24 FLOAT(24), fl25 FLOAT(25), fl53 FLOAT(53), fl92 FLOAT(9,2), flu FLOAT UNSIGNED, fld FLOAT DEFAULT 1.1,
  db DOUBLE, dbp DOUBLE PRECISION, db92 DOUBLE(9,2), dbu DOUBLE UNSIGNED, dbd DOUBLE NOT NULL DEFAULT 3.14, re REAL, re92 REAL(9,2)
);
INSERT INTO app.decimals (id) VALUES (1);
INSERT INTO app.decimals VALUES (2, -9999999999, 99999, -12345678.90, -12345678901234567890123456789012345.012345678901234567890123456789, 99999.999, 1.5, -999.9999, 1.1, 999, 0, 0, 1.1, 123456, -3.40282e38, 1e-300, 1.7976931348623157e308, 1234567.89, 3.3, 0, -1.7976931348623157e308, 2.2250738585072014e-308, 1234567.89, 0.1, -0.0, 1.5, 7.77);
INSERT INTO app.decimals VALUES (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
CREATE TABLE app.times (
  id INT PRIMARY KEY,
  d DATE, dd DATE NOT NULL DEFAULT '2001-02-03',
  t TIME, t1 TIME(1), t3 TIME(3), t6 TIME(6), td TIME(3) NOT NULL DEFAULT '-12:34:56.789',
  dt DATETIME, dt1 DATETIME(1), dt2 DATETIME(2), dt3 DATETIME(3), dt4 DATETIME(4), dt5 DATETIME(5), dt6 DATETIME(6), dtd DATETIME(6) NOT NULL DEFAULT '1999-12-31 23:59:59.999999', dtn DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, dtu DATETIME NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, dtn6 DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6),
  ts TIMESTAMP NULL, ts1 TIMESTAMP(1) NULL, ts3 TIMESTAMP(3) NULL, ts4 TIMESTAMP(4) NULL, ts6 TIMESTAMP(6) NULL, tsd TIMESTAMP NOT NULL DEFAULT '2010-01-01 00:00:01', tsn TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, tsu TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3), tsnull TIMESTAMP NULL DEFAULT NULL
);
INSERT INTO app.times (id, dtn, dtu, dtn6, tsn, tsu) VALUES (1, '2020-01-01', '2020-01-02', NULL, '2020-01-03', NULL);
INSERT INTO app.times VALUES (2, '1000-01-01', '9999-12-31', '-838:59:59', '838:59:58.9', '00:00:00.001', '-00:00:00.000001', '23:59:59.999', '1000-01-01 00:00:00', '9999-12-31 23:59:59.9', '1969-12-31 23:59:59.99', '1969-12-31 23:59:59.999', '1969-12-31 23:59:59.9999', '1970-01-01 00:00:00.00001', '1000-01-01 00:00:00.000001', '9999-12-31 23:59:59.999999', '2000-02-29 12:00:00', '2000-02-29 12:00:00', '2000-02-29 12:00:00.5', '1970-01-01 00:00:01', '2038-01-19 03:14:07.9', '2001-09-09 01:46:40.123', '2001-09-09 01:46:40.1234', '2001-09-09 01:46:40.123456', '2001-09-09 01:46:40', '2001-09-09 01:46:40', '2001-09-09 01:46:40.1', '2001-09-09 01:46:40');
INSERT INTO app.times VALUES (3, '1969-12-31', '1970-01-01', '00:00:00', '00:00:00', '100:00:00', '-838:59:58.999999', '00:00:00', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '1970-01-01', '2100-01-01', '0001-01-01', '2022-03-27 02:30:00', '2022-03-27 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00', '2022-10-30 02:30:00.120', NULL);
CREATE TABLE app.texts (
  id INT PRIMARY KEY,
  c CHAR, c10 CHAR(10), cd CHAR(5) NOT NULL DEFAULT 'abc', v VARCHAR(255), v1 VARCHAR(1), vd VARCHAR(50) DEFAULT 'it''s "quoted" \\ ', ve VARCHAR(10) NOT NULL DEFAULT '',
  tt TINYTEXT, t TEXT, t100 TEXT(100), mt MEDIUMTEXT, lt LONGTEXT, nc NCHAR(5), nvc NVARCHAR(20), nc2 NATIONAL CHARACTER VARYING(20), vb VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin,
  b BINARY(1), b5 BINARY(5), bd BINARY(4) NOT NULL DEFAULT 'ab', vb10 VARBINARY(10), vbd VARBINARY(10) DEFAULT 'xyz', tb TINYBLOB, bl BLOB, bl20 BLOB(20), mb MEDIUMBLOB, lb LONGBLOB
);
INSERT INTO app.texts (id) VALUES (1);
INSERT INTO app.texts VALUES (2, '€', 'trail  ', 'x', 'ünïcödé 😀', '', NULL, 'e', 'tiny', 'text', 'text100', 'medium', 'long', 'nchar', 'nvarchar', 'ncv', 'latin ÿ', x'00', x'0001', x'ff00', x'00ff', x'', x'deadbeef', x'00', x'80', x'7f', REPEAT(x'ab', 300));
INSERT INTO app.texts VALUES (3, '', '', '', '', '', '', '', '', '', '', '', REPEAT('x', 1000), '', '', '', '', x'', x'', x'', x'', x'', x'', x'', x'', x'', x'');
CREATE TABLE app.labels (
  id INT PRIMARY KEY,
  e ENUM('a', 'b', 'c'), ed ENUM('x-small', 'small', 'it''s', 'com,ma') NOT NULL DEFAULT 'small', ee ENUM('', 'full') DEFAULT '', eu ENUM('ä', 'ü', ' sp') CHARACTER SET utf8mb4,
  s SET('a', 'b', 'c'), sd SET('one', 'two', 'three') NOT NULL DEFAULT 'one,three', se SET('r', 'w') DEFAULT '', el ENUM('é') CHARACTER SET latin1
);
INSERT INTO app.labels (id) VALUES (1);
INSERT INTO app.labels VALUES (2, 'b', 'com,ma', '', 'ü', 'a,c', 'two', 'r,w', 'é'), (3, NULL, 'it''s', 'full', ' sp', '', '', '', 'é');
CREATE TABLE app.jsons (id INT PRIMARY KEY, j JSON, j2 JSON NOT NULL);
INSERT INTO app.jsons VALUES (1, NULL, '{}'), (2, '[]', 'null'), (3, '"text"', '1'), (4, 'true', '-1.5'),
  (5, '{"b": 1, "a": [1, 2, {"c": null}], "text": "q\\"uo\\\\te\\n\\u20ac", "aa": 1.0, "big": 18446744073709551615, "neg": -9223372036854775808}', '1e100'),
  (6, '[1.5, 1e10, 123456789012345678901234567890, 0.1, 100.0, 1e-7]', '"ünï"');
INSERT INTO app.jsons VALUES (7, JSON_OBJECT('d', CAST('2020-01-02' AS DATE), 'dec', CAST(12.50 AS DECIMAL(10,2)), 'bool', true), JSON_ARRAY(PI(), NULL, 'x', CAST(5 AS UNSIGNED)));
CREATE TABLE app.shapes (id INT PRIMARY KEY, g GEOMETRY, p POINT, pn POINT NOT NULL, l LINESTRING, po POLYGON, mp MULTIPOINT, ml MULTILINESTRING, mpo MULTIPOLYGON, gc GEOMETRYCOLLECTION);
INSERT INTO app.shapes VALUES (1, NULL, NULL, ST_GeomFromText('POINT(0 0)'), NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO app.shapes VALUES (2, ST_GeomFromText('POINT(1 1)'), ST_GeomFromText('POINT(1.5 -2.25)', 4326), ST_GeomFromText('POINT(3 4)'), ST_GeomFromText('LINESTRING(0 0, 1 1)'), ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))'), ST_GeomFromText('MULTIPOINT(0 0, 1 1)'), ST_GeomFromText('MULTILINESTRING((0 0, 1 1), (2 2, 3 3))'), ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))'), ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))'));
CREATE TABLE app.deviates_float (id INT PRIMARY KEY, f FLOAT);
INSERT INTO app.deviates_float VALUES (1, 16777216), (2, -3.4028234e38);
CREATE TABLE app.deviates_label (id INT PRIMARY KEY, e ENUM('ä', '😀') CHARACTER SET utf8mb4, sp ENUM('a', ' b '));
INSERT INTO app.deviates_label VALUES (1, '😀', ' b');
CREATE TABLE app.deviates_type (id INT PRIMARY KEY, v0 VARCHAR(0), cb CHAR(5) BINARY, b BINARY, cbyte CHAR(3) BYTE, bool BOOL NOT NULL DEFAULT TRUE);
INSERT INTO app.deviates_type VALUES (1, '', 'bin', x'00', 'abc', FALSE);
CREATE TABLE app.deviates_json (id INT PRIMARY KEY, j JSON);
INSERT INTO app.deviates_json VALUES (1, JSON_OBJECT('t', CAST('10:11:12.5' AS TIME(1)), 'dt', CAST('2020-01-02 03:04:05.678' AS DATETIME(3)), 'b', CAST(x'ff' AS BINARY)));
-- stream
SET sql_mode = 'ALLOW_INVALID_DATES';
INSERT INTO app.integers SELECT id + 10, t, tu, t1, t1u, tz, b, bo, s, su, m, mu, i, iu, i11, iz, integ, i4, bi, biu, biz, bit1, bit1d, bit7, bit8, bit9, bit33, bit64, y, y4 FROM app.integers;
INSERT INTO app.decimals SELECT id + 10, d, d0, d2, d65, du, dz, n, f, dec1, dd, dn, fl, fl7, fl24, fl25, fl53, fl92, flu, fld, db, dbp, db92, dbu, dbd, re, re92 FROM app.decimals;
INSERT INTO app.times SELECT id + 10, d, dd, t, t1, t3, t6, td, dt, dt1, dt2, dt3, dt4, dt5, dt6, dtd, dtn, dtu, dtn6, ts, ts1, ts3, ts4, ts6, tsd, tsn, tsu, tsnull FROM app.times;
INSERT INTO app.texts SELECT id + 10, c, c10, cd, v, v1, vd, ve, tt, t, t100, mt, lt, nc, nvc, nc2, vb, b, b5, bd, vb10, vbd, tb, bl, bl20, mb, lb FROM app.texts;
INSERT INTO app.labels SELECT id + 10, e, ed, ee, eu, s, sd, se, el FROM app.labels;
INSERT INTO app.jsons SELECT id + 10, j, j2 FROM app.jsons;
INSERT INTO app.deviates_json SELECT id + 10, j FROM app.deviates_json;
INSERT INTO app.shapes SELECT id + 10, g, p, pn, l, po, mp, ml, mpo, gc FROM app.shapes;
UPDATE app.integers SET t = 5, biu = 1 WHERE id > 10;
UPDATE app.decimals SET d = 5, fl = 2.5 WHERE id > 10;
UPDATE app.times SET d = '2020-05-05', tsn = '2020-05-05 05:05:05', dtu = '2020-01-01' WHERE id > 10;
UPDATE app.texts SET c = 'q' WHERE id > 10;
UPDATE app.labels SET e = 'c', s = 'a,b,c' WHERE id > 10;
UPDATE app.jsons SET j2 = '[1]' WHERE id > 10;
DELETE FROM app.shapes WHERE id > 10;
DELETE FROM app.integers WHERE id = 12;
CREATE TABLE app.integers2 LIKE app.integers;
INSERT INTO app.integers2 SELECT * FROM app.integers;

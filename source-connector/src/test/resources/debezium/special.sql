CREATE DATABASE app;
CREATE TABLE app.gen (id INT PRIMARY KEY, a INT, kept INT GENERATED ALWAYS AS (a * 2) STORED NOT NULL, derived VARCHAR(20) AS (CONCAT('v', a)) VIRTUAL, b INT);
INSERT INTO app.gen (id, a) VALUES (1, 1);
-- since 8.0
CREATE TABLE app.inv (id INT PRIMARY KEY, hidden INT INVISIBLE DEFAULT 3, v INT);
-- since 8.0
INSERT INTO app.inv (id, v) VALUES (1, 1);
-- since 8.0
CREATE TABLE app.func (id INT NOT NULL, v INT NOT NULL DEFAULT (1 + 2), u VARCHAR(40) DEFAULT (UUID()), d DATE DEFAULT (CURRENT_DATE), j JSON DEFAULT ('[]'), UNIQUE KEY ((v + 1)), UNIQUE KEY (id));
-- since 8.0
INSERT INTO app.func (id, u, d) VALUES (1, 'u', '2020-01-01');
-- since 8.0
SET sql_generate_invisible_primary_key = ON;
-- since 8.0
CREATE TABLE app.gipk (v INT);
-- since 8.0
INSERT INTO app.gipk VALUES (5);
-- stream
INSERT INTO app.gen (id, a) VALUES (2, 2);
UPDATE app.gen SET a = 5;
ALTER TABLE app.gen ADD COLUMN g2 INT AS (a + 1) STORED AFTER id;
INSERT INTO app.gen (id, a) VALUES (3, 3);
-- since 8.0
INSERT INTO app.inv (id, v) VALUES (2, 1);
-- since 8.0
ALTER TABLE app.inv ALTER COLUMN hidden SET VISIBLE;
-- since 8.0
UPDATE app.inv SET hidden = 4;
-- since 8.0
INSERT INTO app.func (id, v, u, d) VALUES (2, 7, 'u', '2020-01-01');
-- since 8.0
INSERT INTO app.gipk VALUES (6);
-- since 8.0
SET sql_generate_invisible_primary_key = ON;
-- since 8.0
CREATE TABLE app.gipk2 (v INT);
-- since 8.0
INSERT INTO app.gipk2 VALUES (6);
-- since 8.0
DELETE FROM app.gipk2;
CREATE TABLE app.gen2 (id INT PRIMARY KEY, a INT, c INT GENERATED ALWAYS AS (a) VIRTUAL UNIQUE COMMENT 'x');
INSERT INTO app.gen2 (id, a) VALUES (1, 1);

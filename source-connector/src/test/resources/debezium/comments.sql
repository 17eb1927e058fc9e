CREATE DATABASE app;
CREATE TABLE app.t (id INT PRIMARY KEY COMMENT 'the key', v VARCHAR(10) DEFAULT 'x' COMMENT 'it''s a "value" \\ ünï', plain INT, nothing INT COMMENT '') COMMENT = 'the table''s comment';
CREATE TABLE app.none (id INT PRIMARY KEY);
INSERT INTO app.t VALUES (1, 'a', 1, 1);
INSERT INTO app.none VALUES (1);
-- stream
UPDATE app.t SET v = 'b';
ALTER TABLE app.t COMMENT = 'changed';
INSERT INTO app.t VALUES (2, 'a', 1, 1);
ALTER TABLE app.t MODIFY plain BIGINT COMMENT 'no longer plain', ADD COLUMN n INT COMMENT 'new';
INSERT INTO app.t VALUES (3, 'a', 1, 1, 1);
ALTER TABLE app.t MODIFY v VARCHAR(20);
INSERT INTO app.t VALUES (4, 'a', 1, 1, 1);
CREATE TABLE app.streamed (id INT COMMENT 'k' PRIMARY KEY, v INT NULL COMMENT "double") COMMENT 'no equals';
INSERT INTO app.streamed VALUES (1, 1);

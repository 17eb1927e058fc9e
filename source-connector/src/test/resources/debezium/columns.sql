CREATE DATABASE app;
CREATE TABLE app.people (
  id INT NOT NULL, code VARCHAR(8) NOT NULL, name VARCHAR(70) DEFAULT 'nobody', pin CHAR(5) NOT NULL, memo TEXT,
  kind ENUM('aa','bb') NOT NULL, tags SET('q','r','s'), n INT, photo VARBINARY(20), doc JSON, price DECIMAL(10,2),
  flag TINYINT(1) NOT NULL DEFAULT 1, born DATE, PRIMARY KEY (id, code));
CREATE TABLE app.keyless (a INT, b VARCHAR(9), secret VARCHAR(9), at DATETIME(3));
INSERT INTO app.people VALUES
  (1, 'one', 'Ada, a name that is long', '12345', 'a memo', 'aa', 'q,r', 7, 'binary', '{"a": "b"}', 1.25, 0, '1815-12-10'),
  (2, 'two', NULL, '', NULL, 'bb', NULL, NULL, NULL, NULL, NULL, 1, NULL);
INSERT INTO app.keyless VALUES (1, 'b', 'hidden', '2020-01-02 03:04:05.678'), (1, NULL, NULL, NULL);
-- stream
INSERT INTO app.people VALUES (3, 'three', 'Grace Hopper', '54321', 'memo', 'bb', 's', 8, 'bin', '[1, 2]', 9.99, 2, '1906-12-09');
UPDATE app.people SET name = 'Grace B. M. Hopper' WHERE id = 3;
UPDATE app.people SET memo = 'other', n = 9 WHERE id = 3;
UPDATE app.people SET code = 'drei' WHERE id = 3;
UPDATE app.people SET id = 4, n = 10 WHERE id = 3;
INSERT INTO app.keyless VALUES (2, 'c', 'secret', NOW(3));
UPDATE app.keyless SET secret = 'changed' WHERE a = 2;
UPDATE app.keyless SET b = 'd' WHERE a = 2;
ALTER TABLE app.people ADD COLUMN nick VARCHAR(20) AFTER name, DROP COLUMN price;
INSERT INTO app.people (id, code, name, nick, pin, kind) VALUES (5, 'five', 'n', 'nick', 'p', 'aa');
ALTER TABLE app.keyless RENAME COLUMN secret TO open_text;
INSERT INTO app.keyless VALUES (3, 'e', 'open', NULL);
DELETE FROM app.keyless WHERE b IS NULL;
ALTER TABLE app.keyless ADD PRIMARY KEY (a, b);
DELETE FROM app.keyless WHERE a = 3;
DELETE FROM app.people WHERE id = 4;

CREATE DATABASE app;
CREATE DATABASE latin DEFAULT CHARACTER SET latin1;
CREATE DATABASE swedish DEFAULT COLLATE latin1_swedish_ci;
CREATE TABLE swedish.known (id INT PRIMARY KEY);
CREATE TABLE latin.t (id INT PRIMARY KEY, inherited VARCHAR(20), own VARCHAR(20) CHARACTER SET utf8mb4);
CREATE TABLE latin.tab (id INT PRIMARY KEY, v VARCHAR(20)) DEFAULT CHARSET = cp1251;
INSERT INTO latin.t VALUES (1, 'é€ÿ', '😀');
INSERT INTO latin.tab VALUES (1, 'Привет');
CREATE TABLE app.c (
  id INT PRIMARY KEY, k VARCHAR(10) CHARACTER SET latin2,
  latin1 VARCHAR(20) CHARACTER SET latin1, latin2 VARCHAR(20) CHARACTER SET latin2, latin5 VARCHAR(20) CHARACTER SET latin5, latin7 VARCHAR(20) CHARACTER SET latin7,
  ascii VARCHAR(20) CHARACTER SET ascii, utf8 VARCHAR(20) CHARACTER SET utf8, utf8mb4 VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ucs2 VARCHAR(20) CHARACTER SET ucs2, utf16 VARCHAR(20) CHARACTER SET utf16, utf16le VARCHAR(20) CHARACTER SET utf16le, utf32 VARCHAR(20) CHARACTER SET utf32,
  cp1250 VARCHAR(20) CHARACTER SET cp1250, cp1251 VARCHAR(20) CHARACTER SET cp1251, cp1256 VARCHAR(20) CHARACTER SET cp1256, cp1257 VARCHAR(20) CHARACTER SET cp1257, cp850 VARCHAR(20) CHARACTER SET cp850, cp852 VARCHAR(20) CHARACTER SET cp852, cp866 VARCHAR(20) CHARACTER SET cp866, cp932 VARCHAR(20) CHARACTER SET cp932,
  big5 VARCHAR(20) CHARACTER SET big5, gbk VARCHAR(20) CHARACTER SET gbk, gb2312 VARCHAR(20) CHARACTER SET gb2312, gb18030 VARCHAR(20) CHARACTER SET gb18030, sjis VARCHAR(20) CHARACTER SET sjis, ujis VARCHAR(20) CHARACTER SET ujis, eucjpms VARCHAR(20) CHARACTER SET eucjpms, euckr VARCHAR(20) CHARACTER SET euckr,
  greek VARCHAR(20) CHARACTER SET greek, hebrew VARCHAR(20) CHARACTER SET hebrew, koi8r VARCHAR(20) CHARACTER SET koi8r, koi8u VARCHAR(20) CHARACTER SET koi8r, tis620 VARCHAR(20) CHARACTER SET tis620, macroman VARCHAR(20) CHARACTER SET macroman, macce VARCHAR(20) CHARACTER SET macce, dec8 VARCHAR(20) CHARACTER SET dec8, armscii8 VARCHAR(20) CHARACTER SET armscii8, geostd8 VARCHAR(20) CHARACTER SET geostd8, swe7 VARCHAR(20) CHARACTER SET swe7,
  bin VARCHAR(20) CHARACTER SET binary, tb TEXT CHARACTER SET binary
);
INSERT INTO app.c (id) VALUES (1);
INSERT INTO app.c VALUES (2, 'klíč', 'é€ÿ', 'łódź', 'ığş', 'ąčę', 'plain', 'ünï€', '😀', 'Ωя', '😀a', '😀b', '😀c',
  'łódź', 'Привет', 'ab', 'ąčę', 'éüß', 'łódź', 'Привет', '日本', '中文', '中文', '中文', '中文€😀', '日本', '日本', '日本', '한국',
  'Ωμέγα', 'שלום', 'Привет', 'Привет', 'สวัสดี', 'éü', 'łódź', 'éü', 'ab', 'ab', 'ab', x'00ff80', x'00ff80');
CREATE TABLE app.deviates_koi8u (id INT PRIMARY KEY, v VARCHAR(10) CHARACTER SET koi8u, hp8 VARCHAR(20) CHARACTER SET hp8, keybcs2 VARCHAR(20) CHARACTER SET keybcs2);
INSERT INTO app.deviates_koi8u VALUES (1, 'Привіт', 'éü', 'čšž');
CREATE TABLE app.enums (id INT PRIMARY KEY, e ENUM('é', 'ü') CHARACTER SET latin1, g ENUM('中', '文') CHARACTER SET gbk, s SET('д', 'ж') CHARACTER SET cp1251);
INSERT INTO app.enums VALUES (1, 'é', '文', 'д,ж');
-- stream
INSERT INTO latin.t SELECT id + 10, inherited, own FROM latin.t;
UPDATE latin.t SET own = '😁';
INSERT INTO latin.tab SELECT id + 10, v FROM latin.tab;
CREATE TABLE swedish.t (id INT PRIMARY KEY, v VARCHAR(10) DEFAULT 'å', e ENUM('å', 'ö') DEFAULT 'ö');
INSERT INTO swedish.t VALUES (1, 'åäö', 'å');
INSERT INTO app.c (id, latin1, gbk, sjis, utf16) SELECT id + 10, latin1, gbk, sjis, utf16 FROM app.c;
UPDATE app.c SET id = id + 100;
INSERT INTO app.enums SELECT id + 10, e, g, s FROM app.enums;
ALTER TABLE latin.t CONVERT TO CHARACTER SET utf8mb4;
INSERT INTO latin.t VALUES (100, '😀', '😀');
CREATE TABLE app.deviates_charset (id INT PRIMARY KEY, t TEXT) DEFAULT CHARSET = cp1251;
ALTER TABLE app.deviates_charset DEFAULT CHARACTER SET utf8mb4;
ALTER TABLE app.deviates_charset ADD COLUMN w VARCHAR(10) DEFAULT 'я';
INSERT INTO app.deviates_charset VALUES (100, 'я', '😀');
ALTER TABLE app.deviates_charset CONVERT TO CHARACTER SET utf8mb4;
ALTER TABLE latin.tab MODIFY v VARCHAR(30) CHARACTER SET koi8r;
INSERT INTO latin.tab VALUES (101, 'я');
ALTER DATABASE latin CHARACTER SET utf8mb4;
CREATE TABLE latin.after (id INT PRIMARY KEY, v VARCHAR(10));
INSERT INTO latin.after VALUES (1, '😀');

-- The user that both connectors log in as, with what they need and no more.
CREATE USER IF NOT EXISTS 'duplex'@'%' IDENTIFIED BY 'duplex';
-- Source: read the binlog, take the first copy.
GRANT SELECT, RELOAD, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'duplex'@'%';
-- Sink: apply rows and DDL.
GRANT INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, EVENT,
  CREATE ROUTINE, ALTER ROUTINE, EXECUTE ON *.* TO 'duplex'@'%';
-- Two-way: a view, trigger or routine that root made here may be dropped or altered at the other site (8.0.16 and later).
/*!80016 GRANT SYSTEM_USER ON *.* TO 'duplex'@'%' */;

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.binlog.TableMetadata;
import io.duplex.source.table.CharacterSets.CharacterSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Writes the statement that makes a table as the binlog describes it with {@code binlog_row_metadata=FULL}: names,
 * types, nullability and primary key, but no defaults, comments, other keys, nor which columns are generated.
 */
public final class LoggedTable {
    private static final int BINARY = 63;
    private static final List<String> GEOMETRIES = List.of(
            "GEOMETRY",
            "POINT",
            "LINESTRING",
            "POLYGON",
            "MULTIPOINT",
            "MULTILINESTRING",
            "MULTIPOLYGON",
            "GEOMETRYCOLLECTION");

    private final TableMap map;
    private final TableMetadata metadata;
    private final CharacterSets charsets;

    private LoggedTable(TableMap map, TableMetadata metadata, CharacterSets charsets) {
        this.map = map;
        this.metadata = metadata;
        this.charsets = charsets;
    }

    /** Returns the statement; empty when the server did not log the columns' names. */
    public static Optional<String> statement(TableMap map, ServerDefaults server) {
        TableMetadata metadata = map.described();
        return metadata.names().size() == map.columnCount()
                ? Optional.of(new LoggedTable(map, metadata, server.charsets()).statement())
                : Optional.empty();
    }

    private String statement() {
        StringJoiner parts =
                new StringJoiner(", ", "CREATE TABLE " + map.table().quoted() + " (", ")");
        for (int i = 0; i < map.columnCount(); i++) {
            parts.add(TableId.quote(metadata.names().get(i)) + " " + type(i)
                    + (metadata.nullable().get(i) ? " NULL" : " NOT NULL")
                    + (metadata.invisible().contains(i) ? " INVISIBLE" : ""));
        }
        if (!metadata.primaryKey().isEmpty()) {
            parts.add(metadata.primaryKey().stream()
                    .map(part -> TableId.quote(metadata.names().get(part.position()))
                            + (part.prefix().isPresent() ? "(" + part.prefix().getAsInt() + ")" : ""))
                    .collect(Collectors.joining(", ", "PRIMARY KEY (", ")")));
        }
        return parts.toString();
    }

    private String type(int position) {
        int more = map.metadata()[position];
        return switch (map.type(position)) {
            case TableMap.TYPE_TINY -> number("TINYINT", position);
            case TableMap.TYPE_SHORT -> number("SMALLINT", position);
            case TableMap.TYPE_INT24 -> number("MEDIUMINT", position);
            case TableMap.TYPE_LONG -> number("INT", position);
            case TableMap.TYPE_LONGLONG -> number("BIGINT", position);
            case TableMap.TYPE_FLOAT -> number("FLOAT", position);
            case TableMap.TYPE_DOUBLE -> number("DOUBLE", position);
            case TableMap.TYPE_DECIMAL -> number("DECIMAL(" + (more >> 8) + "," + (more & 0xff) + ")", position);
            case TableMap.TYPE_BIT -> "BIT(" + ((more >> 8) * 8 + (more & 0xff)) + ")";
            case TableMap.TYPE_YEAR -> "YEAR";
            case TableMap.TYPE_DATE -> "DATE";
            case TableMap.TYPE_TIME2 -> fraction("TIME", more);
            case TableMap.TYPE_DATETIME2 -> fraction("DATETIME", more);
            case TableMap.TYPE_TIMESTAMP2 -> fraction("TIMESTAMP", more);
            case TableMap.TYPE_JSON -> "JSON";
            case TableMap.TYPE_VECTOR -> "VECTOR";
            case TableMap.TYPE_GEOMETRY -> GEOMETRIES.get(metadata.geometries().getOrDefault(position, 0));
            case TableMap.TYPE_ENUM -> "ENUM" + labels(position) + collation(position);
            case TableMap.TYPE_SET -> "SET" + labels(position) + collation(position);
            case TableMap.TYPE_VARCHAR, TableMap.TYPE_VAR_STRING -> text("VARCHAR", "VARBINARY", position, more);
            case TableMap.TYPE_STRING -> text("CHAR", "BINARY", position, map.stringBytes(position));
            case TableMap.TYPE_BLOB -> blob(position, more);
            default ->
                throw new DdlException(
                        "A column of type " + map.type(position)
                                + " cannot be rebuilt from the binlog. Take a new snapshot.",
                        map.table().toString());
        };
    }

    private String number(String type, int position) {
        return metadata.unsigned().contains(position) ? type + " UNSIGNED" : type;
    }

    private static String fraction(String type, int digits) {
        return digits == 0 ? type : type + "(" + digits + ")";
    }

    private boolean binary(int position) {
        return metadata.collations().getOrDefault(position, BINARY) == BINARY;
    }

    private String text(String type, String bytes, int position, int length) {
        if (binary(position)) {
            return bytes + "(" + length + ")";
        }
        int width = charset(position).maxLength();
        return type + "(" + length / width + ")" + collation(position);
    }

    private String blob(int position, int lengthBytes) {
        String size = switch (lengthBytes) {
            case 1 -> "TINY";
            case 3 -> "MEDIUM";
            case 4 -> "LONG";
            default -> "";
        };
        return binary(position) ? size + "BLOB" : size + "TEXT" + collation(position);
    }

    private String collation(int position) {
        return " CHARACTER SET " + charset(position).name() + " COLLATE " + name(position);
    }

    private CharacterSet charset(int position) {
        String collation = name(position);
        return charsets.ofCollation(collation)
                .orElseThrow(() -> new DdlException(
                        "The server's list of character sets has none of collation " + collation + ".",
                        map.table().toString()));
    }

    private String name(int position) {
        int id = metadata.collations().getOrDefault(position, BINARY);
        return charsets.collation(id)
                .orElseThrow(() -> new DdlException(
                        "The server has no collation of number " + id + ".",
                        map.table().toString()));
    }

    private String labels(int position) {
        Optional<MySqlCharset> charset = MySqlCharsets.of(charset(position).name());
        return metadata.labels().getOrDefault(position, List.of()).stream()
                .map(bytes -> charset.map(set -> set.decode(bytes))
                        .orElseGet(() -> new String(bytes, StandardCharsets.UTF_8)))
                .map(label -> "'" + label.replace("\\", "\\\\").replace("'", "''") + "'")
                .collect(Collectors.joining(",", "(", ")"));
    }
}

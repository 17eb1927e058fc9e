// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistry;
import io.debezium.connector.mysql.charset.MySqlCharsetRegistryServiceProvider;
import io.debezium.connector.mysql.jdbc.MySqlDefaultValueConverter;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.Table;
import io.debezium.relational.TableSchemaBuilder;
import io.debezium.relational.Tables;
import io.debezium.relational.history.ConnectTableChangeSerializer;
import io.debezium.relational.history.TableChanges;
import io.debezium.relational.mapping.ColumnMappers;
import io.debezium.schema.SchemaNameAdjuster;
import io.debezium.spi.converter.ConvertedField;
import io.debezium.spi.converter.CustomConverter;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Debezium's own code, asked what it would make of a table. */
final class DebeziumOracle {
    static final String PREFIX = "shop-server";
    private static final String EPOCH = "1970-01-01 00:00:00";

    private final MySqlConnectorConfig config;
    private final Table table;
    private final io.debezium.relational.TableSchema schema;

    DebeziumOracle(String createTable, Map<String, String> options) {
        this(createTable, options, List.of());
    }

    DebeziumOracle(
            String createTable,
            Map<String, String> options,
            List<CustomConverter<SchemaBuilder, ConvertedField>> converters) {
        Configuration.Builder builder = Configuration.create()
                .with("topic.prefix", PREFIX)
                .with("database.hostname", "localhost")
                .with("database.user", "nobody")
                .with("database.server.id", "1");
        options.forEach(builder::with);
        config = new MySqlConnectorConfig(builder.build());
        config.getServiceRegistry().registerServiceProvider(new MySqlCharsetRegistryServiceProvider());
        boolean comments = Boolean.parseBoolean(options.get("include.schema.comments"));
        MySqlAntlrDdlParser parser = new MySqlAntlrDdlParser(
                true, false, comments, Tables.TableFilter.includeAll(), new MySqlCharsetRegistry());
        Tables tables = new Tables();
        parser.parse(createTable, tables);
        table = tables.forTable(tables.tableIds().iterator().next());
        schema = schemas(converters)
                .create(
                        config.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY),
                        table,
                        config.getColumnFilter(),
                        ColumnMappers.create(config),
                        config.getKeyMapper());
    }

    private TableSchemaBuilder schemas(List<CustomConverter<SchemaBuilder, ConvertedField>> converters) {
        MySqlValueConverters values = new MySqlValueConverters(
                config.getDecimalMode(),
                config.getTemporalPrecisionMode(),
                config.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
                config.binaryHandlingMode(),
                MySqlValueConverters::adjustTemporal,
                config.getEventConvertingFailureHandlingMode(),
                config.getServiceRegistry());
        return new TableSchemaBuilder(
                values,
                new MySqlDefaultValueConverter(values),
                config.schemaNameAdjuster(),
                new CustomConverterRegistry(converters),
                config.getSourceInfoStructMaker().schema(),
                config.getFieldNamer(),
                false,
                config.getEventConvertingFailureHandlingMode());
    }

    io.debezium.relational.TableSchema schema() {
        return schema;
    }

    CommonConnectorConfig config() {
        return config;
    }

    /** Returns the row that Debezium makes of these values of its binlog reader. */
    Struct row(@Nullable Object... values) {
        return schema.valueFromColumnData(values);
    }

    /** Returns the key that Debezium makes of these values. */
    Struct key(@Nullable Object... values) {
        return schema.keyFromColumnData(values);
    }

    /** Returns the table in the form of Debezium's schema change records. */
    Struct tableChange() {
        TableChanges.TableChange change = new TableChanges.TableChange(TableChanges.TableChangeType.CREATE, table);
        return new ConnectTableChangeSerializer(SchemaNameAdjuster.NO_OP).toStruct(change);
    }

    /** Returns the same table in our model. */
    TableSchema table() {
        List<Column> columns = new ArrayList<>();
        table.columns().forEach(column -> columns.add(column(column)));
        return new TableSchema(
                new TableId(table.id().catalog(), table.id().table()),
                columns,
                table.primaryKeyColumnNames(),
                List.of(),
                new TableSchema.TableOptions(
                        Optional.ofNullable(table.defaultCharsetName()),
                        Optional.empty(),
                        Optional.ofNullable(table.comment())));
    }

    private static Column column(io.debezium.relational.Column column) {
        String declared = column.typeName();
        ColumnBuilder builder = Column.builder(column.name(), ColumnType.INT)
                .type(type(declared), declared)
                .unsigned(declared.contains("UNSIGNED"))
                .charset(Optional.ofNullable(column.charsetName()))
                .labels(column.enumValues().stream()
                        .map(value -> value.substring(1, value.length() - 1)
                                .replace("''", "'")
                                .replace("\\\\", "\\"))
                        .toList())
                .nullable(column.isOptional())
                .autoIncrement(column.isAutoIncremented())
                .comment(Optional.ofNullable(column.comment()))
                .defaultValue(column.defaultValueExpression()
                        .map(text -> defaultValue(text, declared))
                        .or(() -> column.hasDefaultValue() ? Optional.of(ColumnDefault.NULL) : Optional.empty()));
        if (column.length() >= 0) {
            builder.length(column.length());
        }
        column.scale().ifPresent(builder::scale);
        return builder.build();
    }

    private static ColumnDefault defaultValue(String text, String declared) {
        if (text.equals(EPOCH)) {
            return new ColumnDefault(ColumnDefault.Kind.CURRENT_TIMESTAMP, "CURRENT_TIMESTAMP");
        }
        return ColumnDefault.literal(declared.equals("BIT") ? "b'" + text + "'" : text);
    }

    private static ColumnType type(String declared) {
        String word = declared.split(" ", -1)[0];
        return switch (word) {
            case "BOOL", "BOOLEAN" -> ColumnType.TINYINT;
            case "INTEGER" -> ColumnType.INT;
            case "NUMERIC", "DEC", "FIXED" -> ColumnType.DECIMAL;
            case "REAL" -> ColumnType.DOUBLE;
            case "NCHAR" -> ColumnType.CHAR;
            case "NVARCHAR" -> ColumnType.VARCHAR;
            default -> ColumnType.valueOf(word);
        };
    }
}

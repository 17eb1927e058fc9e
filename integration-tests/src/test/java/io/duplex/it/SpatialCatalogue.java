// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;

/** All types of geometries, empty collections and spatial reference systems; and vectors where the server has them. */
final class SpatialCatalogue {
    /** Of coordinates that all spatial reference systems have. */
    private static final List<String> SYSTEM_WIDE = List.of(
            "LINESTRING(0 0, 1 -1)",
            "POLYGON((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
            "MULTIPOINT((0 0), (-1 1))",
            "MULTILINESTRING((0 0, 1 1), (2 2, 3 3, 4 4))",
            "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))",
            "GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1))");

    private SpatialCatalogue() {}

    static List<ValueTable> tables(MySqlVersion version) {
        boolean old = version == MySqlVersion.V5_7;
        String empty = old ? "GEOMETRYCOLLECTION()" : "GEOMETRYCOLLECTION EMPTY";
        List<String> points = geometries("POINT(1 2)", "POINT(-0.0 1e308)", "POINT(4.9e-324 -1e-300)", "POINT(0 0)");
        List<String> lines = geometries("LINESTRING(0 0, 1 1)", "LINESTRING(0 0, 1 1, 2 0.1)");
        List<String> areas = geometries(
                "POLYGON((0 0, 9 0, 9 9, 0 0))", "POLYGON((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))");
        List<String> collections = geometries(
                empty,
                "GEOMETRYCOLLECTION(POINT(1 1))",
                "GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(0 0, 1 1), GEOMETRYCOLLECTION(POINT(2 2), " + empty + "))",
                "GEOMETRYCOLLECTION(" + empty + ")");
        List<String> all = new ArrayList<>(points);
        all.addAll(lines);
        all.addAll(areas);
        all.addAll(collections);
        all.addAll(
                geometries("MULTIPOINT((0 0), (1 1))", "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))"));
        for (int srid : old ? new int[] {1, 4326, 3857, 2147483647} : new int[] {4326, 3857, 4269}) {
            all.add("ST_GeomFromText('POINT(3 4)', " + srid + ")");
            all.add("ST_GeomFromText('" + empty + "', " + srid + ")");
            SYSTEM_WIDE.forEach(text -> all.add("ST_GeomFromText('" + text + "', " + srid + ")"));
        }
        if (!old) {
            points.add("ST_GeomFromText('POINT(89.5 -179.5)', 4326)");
        }
        List<ValueColumn> columns = new ArrayList<>(List.of(
                ValueColumn.of("GEOMETRY", all),
                ValueColumn.of("POINT", points),
                ValueColumn.of("LINESTRING", lines),
                ValueColumn.of("POLYGON", areas),
                ValueColumn.of("MULTIPOINT", geometries("MULTIPOINT((0 0))", "MULTIPOINT((0 0), (1 1), (0 0))")),
                ValueColumn.of("MULTILINESTRING", geometries("MULTILINESTRING((0 0, 1 1), (2 2, 3 3, 4 4))")),
                ValueColumn.of("MULTIPOLYGON", geometries("MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))")),
                ValueColumn.of("GEOMETRYCOLLECTION", collections)));
        if (!old) {
            columns.add(ValueColumn.of("POINT SRID 4326", "ST_GeomFromText('POINT(1.5 2.5)', 4326)"));
            columns.add(ValueColumn.of("GEOMETRY SRID 0", points.get(0)));
        }
        List<ValueTable> tables = new ArrayList<>(List.of(ValueTable.of("shapes", columns)));
        if (version == MySqlVersion.V9_7) {
            tables.add(ValueTable.of("vectors", vectors()));
        }
        return tables;
    }

    private static List<String> geometries(String... texts) {
        List<String> values = new ArrayList<>();
        for (String text : texts) {
            values.add("ST_GeomFromText('" + text + "')");
        }
        return values;
    }

    private static List<ValueColumn> vectors() {
        List<String> few = List.of(
                "STRING_TO_VECTOR('[1,-2.5,0.1]')",
                "STRING_TO_VECTOR('[-0.0,0,0.5]')",
                "STRING_TO_VECTOR('[3.4028234e38,-3.4028234e38,0]')",
                "x'010000000000008000008000'",
                "STRING_TO_VECTOR('[7]')",
                "x'0000803f'");
        return List.of(
                ValueColumn.of("VECTOR(3)", few),
                ValueColumn.of("VECTOR", few),
                ValueColumn.of("VECTOR(16383)", "STRING_TO_VECTOR(CONCAT('[', REPEAT('0.1,', 16382), '-0.0]'))"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the privileges that the connection's user has anywhere, also by way of active roles. */
record Grants(Set<String> privileges) {
    private static final Pattern GRANT = Pattern.compile("GRANT (.+?) ON .*");
    private static final int NO_ROLES_BEFORE = 80_000;

    static Grants of(Connection connection) throws SQLException {
        Set<String> privileges = new HashSet<>();
        String sql = "SHOW GRANTS FOR CURRENT_USER()" + usingRoles(connection);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                Matcher grant = GRANT.matcher(rows.getString(1));
                if (grant.matches()) {
                    add(grant.group(1), privileges);
                }
            }
        }
        return new Grants(privileges);
    }

    /** Column lists, as in {@code SELECT (a, b)}, are left out. */
    private static void add(String list, Set<String> privileges) {
        for (String privilege : list.replaceAll("\\([^)]*\\)", "").split(",", -1)) {
            privileges.add(privilege.trim().toUpperCase(Locale.ROOT));
        }
    }

    private static String usingRoles(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() * 10_000 < NO_ROLES_BEFORE) {
            return "";
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CURRENT_ROLE()")) {
            String roles = rows.next() ? rows.getString(1) : "NONE";
            return roles == null || roles.equalsIgnoreCase("NONE") ? "" : " USING " + roles;
        }
    }

    boolean hasAny(String... wanted) {
        for (String privilege : wanted) {
            if (privileges.contains(privilege)) {
                return true;
            }
        }
        return privileges.contains("ALL PRIVILEGES") || privileges.contains("ALL");
    }
}

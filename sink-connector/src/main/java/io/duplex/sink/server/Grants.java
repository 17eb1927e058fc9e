// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the user may do, by SHOW GRANTS, its active roles included. */
final class Grants {
    private static final Pattern GRANT = Pattern.compile("GRANT (.+) ON (?:TABLE )?(\\*|`(?:[^`]|``)+`)\\.\\* TO .*");
    private static final String ALL = "ALL PRIVILEGES";

    private final List<Grant> grants;

    private Grants(List<Grant> grants) {
        this.grants = grants;
    }

    /** Privileges on all databases ({@code *}) or on those whose name matches, where _ and % match as in LIKE. */
    private record Grant(String database, Set<String> privileges) {
        boolean covers(String name) {
            return isGlobal() || like(database).matcher(name).matches();
        }

        boolean isGlobal() {
            return database.equals("*");
        }

        private static Pattern like(String pattern) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '\\' && i + 1 < pattern.length()) {
                    regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
                } else {
                    regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
                }
            }
            return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        }
    }

    static Grants read(Connection connection, boolean roles) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SHOW GRANTS FOR CURRENT_USER()" + usingRoles(connection, roles))) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return parse(lines);
    }

    private static String usingRoles(Connection connection, boolean roles) throws SQLException {
        if (!roles) {
            return "";
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CURRENT_ROLE()")) {
            String active = row.next() ? row.getString(1) : "NONE";
            return active.equals("NONE") ? "" : " USING " + active;
        }
    }

    static Grants parse(List<String> lines) {
        List<Grant> grants = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = GRANT.matcher(line);
            if (matcher.matches()) {
                String database = matcher.group(2).replaceAll("^`|`$", "").replace("``", "`");
                grants.add(new Grant(database, Set.copyOf(privileges(matcher.group(1)))));
            }
        }
        return new Grants(grants);
    }

    private static Set<String> privileges(String list) {
        Set<String> privileges = new TreeSet<>();
        Arrays.stream(list.split(","))
                .map(privilege -> privilege.trim().toUpperCase(Locale.ROOT))
                .forEach(privileges::add);
        return privileges;
    }

    /** Returns those of the privileges that the user lacks in this database. */
    List<String> missing(List<String> needed, String database) {
        return needed.stream()
                .filter(privilege -> grants.stream()
                        .filter(grant -> grant.covers(database))
                        .noneMatch(grant -> grants(grant, privilege)))
                .toList();
    }

    /** Returns those of the privileges that the user does not have on all databases. */
    List<String> missingGlobally(List<String> needed) {
        return needed.stream()
                .filter(privilege ->
                        grants.stream().filter(Grant::isGlobal).noneMatch(grant -> grants(grant, privilege)))
                .toList();
    }

    /** Returns the databases, or patterns of such, for which the user has privileges of its own. */
    List<String> databases() {
        return grants.stream()
                .filter(grant -> !grant.isGlobal())
                .map(Grant::database)
                .distinct()
                .toList();
    }

    private static boolean grants(Grant grant, String privilege) {
        return grant.privileges().contains(privilege) || grant.privileges().contains(ALL);
    }
}

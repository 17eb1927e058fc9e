// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Header {@code duplex.ddl} on DDL records: the session in which the statement ran, without which it would give
 * another result, and what it touches.
 *
 * @param defaultDatabase the session's current database, empty when it had none
 * @param ddlClass what kind of object the statement is about
 * @param tables tables that the statement names, in order, old and new names
 * @param session values of session variables by their names, as SQL literals fit for {@code SET name = value};
 *     only those that the binlog tells
 * @param invoker the account that the source took for a definer that the statement does not name, as in a DEFINER clause
 * @param error the code with which the statement ended at the source after having done a part, as a rule 0
 */
public record DdlContext(
        Optional<String> defaultDatabase,
        DdlClass ddlClass,
        List<TableId> tables,
        Map<String, String> session,
        Optional<String> invoker,
        int error) {
    /** Name of the header. */
    public static final String NAME = "duplex.ddl";

    private static final String VARIABLE = "set-";

    public DdlContext {
        tables = List.copyOf(tables);
        session = Map.copyOf(session);
    }

    /** The session of a statement that succeeded. */
    public DdlContext(
            Optional<String> defaultDatabase, DdlClass ddlClass, List<TableId> tables, Map<String, String> session) {
        this(defaultDatabase, ddlClass, tables, session, Optional.empty(), 0);
    }

    /** Returns the header's text. */
    public String encode() {
        HeaderText text = HeaderText.create().put("class", ddlClass).put("database", defaultDatabase);
        for (int i = 0; i < tables.size(); i++) {
            text.put("table-" + i + "-database", tables.get(i).database());
            text.put("table-" + i, tables.get(i).table());
        }
        text.put("invoker", invoker);
        if (error != 0) {
            text.put("error", error);
        }
        new TreeMap<>(session).forEach((variable, value) -> text.put(VARIABLE + variable, value));
        return text.toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static DdlContext decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        List<TableId> tables = new ArrayList<>();
        for (int i = 0; fields.get("table-" + i).isPresent(); i++) {
            tables.add(new TableId(fields.require("table-" + i + "-database"), fields.require("table-" + i)));
        }
        Map<String, String> session = new TreeMap<>();
        for (String name : fields.names()) {
            if (name.startsWith(VARIABLE)) {
                session.put(name.substring(VARIABLE.length()), fields.require(name));
            }
        }
        return new DdlContext(
                fields.get("database"),
                DdlClass.valueOf(fields.require("class")),
                tables,
                session,
                fields.get("invoker"),
                (int) fields.number("error", 0));
    }
}

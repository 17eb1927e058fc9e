// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LooseStatement;
import io.duplex.sink.transaction.SnapshotStatement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A DDL statement to be executed under an intent.
 *
 * @param id key of the intent: the GTID, or the place in a snapshot
 * @param path sites that it came through
 * @param context the session it ran in
 */
record ReplayedStatement(String id, Origin origin, SitePath path, DdlContext context, DdlForm form) {
    private static final long ANSI_QUOTES = 4;
    private static final Set<DdlForm.Verb> SECRETIVE =
            EnumSet.of(DdlForm.Verb.GRANT, DdlForm.Verb.REVOKE, DdlForm.Verb.SET);

    static ReplayedStatement of(DdlUnit unit) {
        return new ReplayedStatement(
                id(unit), unit.header().origin(), unit.header().pathThere(), unit.context(), form(unit));
    }

    /**
     * What a DROP found at the source is what the target has; what was missing there is missing here. Who altered an
     * event owns it.
     */
    private static DdlForm form(DdlUnit unit) {
        DdlForm form = DdlForm.of(unit.statement(), ansiQuotes(unit.context()));
        form = unit.context().invoker().map(form::definedBy).orElse(form);
        return unit.context().error() == 0 ? form : form.whereItExists();
    }

    /** Tells whether the failure is the one that the source had when it had done the statement's possible part. */
    boolean fails(SQLException failure) {
        return context.error() != 0 && failure.getErrorCode() == context.error();
    }

    /** Debezium tells some statements in parts, each of which is executed once. */
    private static String id(DdlUnit unit) {
        String gtid = unit.header().gtid().toString();
        if (!unit.insideTransaction() || DdlForm.of(unit.statement(), false).rowsFollow()) {
            return gtid;
        }
        CRC32 sum = new CRC32();
        sum.update(unit.statement().getBytes(StandardCharsets.UTF_8));
        return gtid + "#" + Long.toHexString(sum.getValue());
    }

    /**
     * Returns a statement of a snapshot, in the session that the snapshot tells but without foreign key checks, as
     * tables come in any order.
     */
    static ReplayedStatement of(SnapshotStatement unit, String text) {
        Optional<DdlContext> told = unit.context();
        Map<String, String> session =
                new TreeMap<>(told.map(DdlContext::session).orElse(Map.of()));
        session.put("foreign_key_checks", "0");
        DdlContext context = new DdlContext(
                unit.table().map(TableId::database),
                unit.ddlClass(),
                unit.table().stream().toList(),
                session);
        long record = unit.header().record();
        return new ReplayedStatement(
                "snapshot:" + unit.header().id() + ":" + record,
                PositionRow.origin(unit.header()),
                SitePath.of(unit.header().site()),
                context,
                DdlForm.of(text, ansiQuotes(context)));
    }

    /** Returns a statement of a snapshot out of the topic of schema changes, in the session that is known of it. */
    static ReplayedStatement of(LooseStatement unit, String text) {
        Received.LooseDdl ddl = unit.ddl();
        Map<String, String> session =
                new TreeMap<>(ddl.context().map(DdlContext::session).orElse(Map.of()));
        session.put("foreign_key_checks", "0");
        DdlClass tableOrSchema = ddl.table().isPresent() ? DdlClass.TABLE : DdlClass.SCHEMA;
        DdlContext context = new DdlContext(
                ddl.table().isPresent() ? ddl.database() : Optional.empty(),
                DdlForm.of(ddl.statement(), false).isAbout("VIEW") ? DdlClass.VIEW : tableOrSchema,
                ddl.table().stream().toList(),
                session);
        long offset = unit.first().offset();
        return new ReplayedStatement(
                "copy:" + offset,
                Origin.ofCopy(0, offset),
                SitePath.NONE,
                context,
                DdlForm.of(text, ansiQuotes(context)));
    }

    private static boolean ansiQuotes(DdlContext context) {
        return Optional.ofNullable(context.session().get("sql_mode"))
                .filter(mode -> mode.chars().allMatch(Character::isDigit))
                .map(mode -> (Long.parseUnsignedLong(mode) & ANSI_QUOTES) != 0)
                .orElse(false);
    }

    /** Tells whether double quotes stand round names. */
    boolean ansiQuotes() {
        return ansiQuotes(context);
    }

    /** Returns the table, or program, of a name as it is written; empty when it does not tell the database. */
    Optional<TableId> qualified(List<String> name) {
        if (name.size() == 2) {
            return Optional.of(new TableId(name.get(0), name.get(1)));
        }
        return name.isEmpty() ? Optional.empty() : context.defaultDatabase().map(d -> new TableId(d, name.get(0)));
    }

    /** Returns {@link DdlForm#renamed}. */
    List<TableId> renamed() {
        return form.renamed(context.defaultDatabase());
    }

    String text() {
        return form.text();
    }

    /** Tells whether the statement is the whole of its transaction, so that the GTID is its own. */
    boolean hasOwnGtid() {
        return Gtid.tryParse(id).isPresent() && !form.rowsFollow();
    }

    /** Returns the text as logs, messages and the intent may show it: without what may be a secret. */
    String shown() {
        boolean secret = form.isAbout("USER") || form.isAbout("SERVER") || SECRETIVE.contains(form.verb());
        if (!secret) {
            return form.original();
        }
        return form.kind() + (DdlForm.mentions(form.original(), "EXISTS") ? " IF EXISTS" : "") + " ...";
    }

    /** Returns the SHA-256 of the text in hex. */
    String digest() {
        return digest(text());
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

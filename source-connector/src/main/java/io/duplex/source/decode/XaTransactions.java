// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * XA transactions that are prepared and not decided yet.
 *
 * <p>Their GTIDs are not executed until they are decided, so that after a restart the server sends them again. Events
 * are held up to a bound for all of them together; what is beyond is read again when it is committed.
 */
final class XaTransactions {
    private static final long MOST_BYTES = 16L << 20;

    private final long mostBytes;
    private final Map<String, XaBranch> prepared = new HashMap<>();
    private long bytes;
    private @Nullable XaBranch open;
    private @Nullable XaCommit decided;

    XaTransactions() {
        this(MOST_BYTES);
    }

    XaTransactions(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Begins to hold a transaction back. */
    void begin(XaBranch branch, RawEvent start) {
        open = branch;
        hold(branch, start);
    }

    /** Takes the event if it is a part of the transaction that is held back. */
    boolean takes(RawEvent event) {
        XaBranch branch = open;
        if (branch == null || !isPart(event.type())) {
            return false;
        }
        hold(branch, event);
        return true;
    }

    private static boolean isPart(int type) {
        return switch (type) {
            case EventTypes.QUERY,
                    EventTypes.TABLE_MAP,
                    EventTypes.WRITE_ROWS,
                    EventTypes.UPDATE_ROWS,
                    EventTypes.DELETE_ROWS,
                    EventTypes.WRITE_ROWS_V1,
                    EventTypes.UPDATE_ROWS_V1,
                    EventTypes.DELETE_ROWS_V1,
                    EventTypes.PARTIAL_UPDATE_ROWS,
                    EventTypes.ROWS_QUERY,
                    EventTypes.INTVAR,
                    EventTypes.RAND,
                    EventTypes.USER_VAR -> true;
            default -> false;
        };
    }

    private void hold(XaBranch branch, RawEvent event) {
        if (!branch.held()) {
            return;
        }
        bytes += event.weight();
        branch.add(event);
        if (bytes > mostBytes) {
            bytes -= weight(branch);
            branch.release();
        }
    }

    private static long weight(XaBranch branch) {
        return branch.events().stream().mapToLong(RawEvent::weight).sum();
    }

    /** The transaction is prepared, and another statement will decide; returns false when none was begun. */
    boolean prepare() {
        XaBranch branch = open;
        open = null;
        if (branch != null) {
            prepared.put(branch.xid(), branch);
        }
        return branch != null;
    }

    /** The transaction is committed by its PREPARE (ONE PHASE). */
    XaCommit commitAtOnce(Gtid gtid, RawEvent by) {
        XaBranch branch = open;
        if (branch == null) {
            throw new IllegalArgumentException("XA PREPARE without XA START");
        }
        open = null;
        return decide(branch, gtid, by);
    }

    /** The transaction with this xid is committed; its events come next, and then the event that decided once more. */
    XaCommit commit(String xid, Gtid gtid, RawEvent by) {
        XaBranch branch = prepared.remove(xid);
        return decide(branch == null ? XaBranch.unknown(xid) : branch, gtid, by);
    }

    private XaCommit decide(XaBranch branch, Gtid gtid, RawEvent by) {
        XaCommit commit = new XaCommit(branch, gtid, by);
        decided = commit;
        return commit;
    }

    /** The transaction is rolled back; returns the GTID under which it was prepared. */
    Optional<Gtid> rollback(String xid) {
        XaBranch branch = prepared.remove(xid);
        if (branch == null) {
            return Optional.empty();
        }
        bytes -= weight(branch);
        return branch.prepared();
    }

    /** Returns the commit of the transaction whose events are to come now. */
    Optional<XaCommit> decided() {
        return Optional.ofNullable(decided);
    }

    /** The committed transaction has come whole. */
    void finished() {
        XaCommit commit = decided;
        decided = null;
        bytes -= commit == null ? 0 : weight(commit.branch());
    }

    /** Forgets everything: the server will send it again. */
    void clear() {
        prepared.clear();
        open = null;
        decided = null;
        bytes = 0;
    }
}

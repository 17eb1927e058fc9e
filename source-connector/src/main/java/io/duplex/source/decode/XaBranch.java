// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.source.binlog.RawEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was read of an XA transaction: the events from XA START to XA END, unless they are too large to be held, or were
 * read before this source began.
 */
public final class XaBranch {
    private final String xid;
    private final Optional<Gtid> prepared;
    private final String file;
    private final List<RawEvent> events = new ArrayList<>();
    private boolean held;

    private XaBranch(String xid, Optional<Gtid> prepared, String file, boolean held) {
        this.xid = xid;
        this.prepared = prepared;
        this.file = file;
        this.held = held;
    }

    /** Begins a transaction that the binlog prepares under this GTID. */
    static XaBranch begun(String xid, Gtid prepared, String file) {
        return new XaBranch(xid, Optional.of(prepared), file, true);
    }

    /** Returns a transaction that was prepared before this source began to read. */
    static XaBranch unknown(String xid) {
        return new XaBranch(xid, Optional.empty(), "", false);
    }

    public String xid() {
        return xid;
    }

    /** Returns the GTID of the part that ends in PREPARE, empty when that was not read. */
    public Optional<Gtid> prepared() {
        return prepared;
    }

    /** Returns the binlog file in which the events are. */
    String file() {
        return file;
    }

    /** Tells whether {@link #events} has them; otherwise they are to be read again. */
    public boolean held() {
        return held;
    }

    public List<RawEvent> events() {
        return events;
    }

    void add(RawEvent event) {
        events.add(event);
    }

    /** Forgets the events. */
    void release() {
        events.clear();
        held = false;
    }
}

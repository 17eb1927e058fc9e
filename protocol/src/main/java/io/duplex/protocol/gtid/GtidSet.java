// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.gtid;

import io.duplex.protocol.gtid.Gtid.Source;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A set of GTIDs, tagged ones included. Immutable; every operation returns a new set.
 *
 * <p>Text form and order are the server's, on one line: {@code uuid:1-5:7:tag:1-3,uuid2:1}.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-concepts.html">GTID sets</a>
 */
public final class GtidSet {
    /** The empty set. */
    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    private final SortedMap<Source, Intervals> members;

    private GtidSet(SortedMap<Source, Intervals> members) {
        this.members = members;
    }

    /** Returns the set of this one GTID. */
    public static GtidSet of(Gtid gtid) {
        return EMPTY.plus(gtid);
    }

    /** Returns the set of all GTIDs of this one's server, and tag, up to it. */
    public static GtidSet upTo(Gtid last) {
        TreeMap<Source, Intervals> members = new TreeMap<>();
        members.put(last.source(), Intervals.of(1, last.number()));
        return new GtidSet(members);
    }

    /**
     * Reads the server's text form; blanks and line breaks are ignored, intervals may overlap.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static GtidSet parse(String text) {
        TreeMap<Source, Intervals> members = new TreeMap<>();
        for (String part : text.replaceAll("\\s", "").split(",", -1)) {
            if (!part.isEmpty()) {
                parsePart(part, text, members);
            }
        }
        return new GtidSet(members);
    }

    private static void parsePart(String part, String text, Map<Source, Intervals> members) {
        String[] fields = part.split(":", -1);
        Source source = new Source(fields[0], "");
        for (int i = 1; i < fields.length; i++) {
            String field = fields[i];
            if (Source.isTag(field)) {
                source = new Source(fields[0], field);
            } else {
                members.merge(source, parseInterval(field, text), Intervals::plus);
            }
        }
    }

    private static Intervals parseInterval(String field, String text) {
        try {
            int dash = field.indexOf('-');
            long start = Long.parseLong(dash < 0 ? field : field.substring(0, dash));
            return Intervals.of(start, dash < 0 ? start : Long.parseLong(field.substring(dash + 1)));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("Not a GTID set: '" + text + "', at '" + field + "'", notANumber);
        }
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns how many GTIDs are in the set. */
    public long count() {
        return members.values().stream().mapToLong(Intervals::count).sum();
    }

    public boolean contains(Gtid gtid) {
        Intervals intervals = members.get(gtid.source());
        return intervals != null && intervals.contains(gtid.number());
    }

    /** Tells whether every member of the other set is in this one. */
    public boolean containsAll(GtidSet other) {
        return other.minus(this).isEmpty();
    }

    public GtidSet plus(Gtid gtid) {
        Intervals old = members.getOrDefault(gtid.source(), Intervals.EMPTY);
        if (old.contains(gtid.number())) {
            return this;
        }
        TreeMap<Source, Intervals> result = new TreeMap<>(members);
        result.put(gtid.source(), old.plus(gtid.number()));
        return new GtidSet(result);
    }

    public GtidSet plus(GtidSet other) {
        TreeMap<Source, Intervals> result = new TreeMap<>(members);
        other.members.forEach((source, intervals) -> result.merge(source, intervals, Intervals::plus));
        return new GtidSet(result);
    }

    /** Returns the members with this UUID and tag. */
    public GtidSet of(Source source) {
        Intervals intervals = members.get(source);
        TreeMap<Source, Intervals> kept = new TreeMap<>();
        if (intervals != null) {
            kept.put(source, intervals);
        }
        return new GtidSet(kept);
    }

    public GtidSet minus(GtidSet other) {
        return combine(other, Intervals::minus);
    }

    public GtidSet intersect(GtidSet other) {
        return combine(other, Intervals::intersect);
    }

    private GtidSet combine(GtidSet other, BiFunction<Intervals, Intervals, Intervals> operation) {
        TreeMap<Source, Intervals> result = new TreeMap<>();
        members.forEach((source, intervals) -> {
            Intervals kept = operation.apply(intervals, other.members.getOrDefault(source, Intervals.EMPTY));
            if (!kept.isEmpty()) {
                result.put(source, kept);
            }
        });
        return new GtidSet(result);
    }

    /** Returns the UUIDs and tags that have members, in order. */
    public Iterable<Source> sources() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /** Returns the highest GTID of this source, empty when it has none here. */
    public Optional<Gtid> last(Source source) {
        return Optional.ofNullable(members.get(source)).map(intervals -> new Gtid(source, intervals.last()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GtidSet that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String uuid = "";
        for (Map.Entry<Source, Intervals> member : members.entrySet()) {
            Source source = member.getKey();
            if (!source.uuid().equals(uuid)) {
                text.append(text.isEmpty() ? "" : ",").append(source.uuid());
                uuid = source.uuid();
            }
            text.append(source.tag().isEmpty() ? "" : ":" + source.tag());
            text.append(':').append(member.getValue());
        }
        return text.toString();
    }
}

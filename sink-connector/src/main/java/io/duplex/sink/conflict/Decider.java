// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The decision table of conflicts. It looks at nothing but the change, the rows that are there and the two sites, so
 * that two sites that look at the same decide alike.
 */
public final class Decider {
    private static final Comparator<MySqlDateTime> IN_TIME = Comparator.comparingInt(MySqlDateTime::year)
            .thenComparingInt(MySqlDateTime::month)
            .thenComparingInt(MySqlDateTime::day)
            .thenComparingInt(MySqlDateTime::hour)
            .thenComparingInt(MySqlDateTime::minute)
            .thenComparingInt(MySqlDateTime::second)
            .thenComparingInt(MySqlDateTime::micros);

    private final OptionalInt localSite;

    /**
     * Decides at one site.
     *
     * @param localSite the target's, to which the rows count that are there
     */
    public Decider(OptionalInt localSite) {
        this.localSite = localSite;
    }

    /**
     * A change that does not fit.
     *
     * @param change the row after the change; the one before it, of deletes
     * @param present rows in its way
     * @param originSite where the change was made
     */
    public record Dispute(ConflictKind kind, DecodedImage change, List<DecodedImage> present, int originSite) {
        public Dispute {
            present = List.copyOf(present);
        }
    }

    /**
     * Returns who wins.
     *
     * @throws IllegalArgumentException when the task must stop
     */
    public Decision decide(TablePolicy policy, Dispute dispute) {
        if (dispute.kind() == ConflictKind.DELETE_MISSING && policy.resolves()) {
            return Decision.SOURCE;
        }
        return switch (policy.resolution()) {
            case SOURCE -> Decision.SOURCE;
            case TARGET -> Decision.TARGET;
            case PRIORITY -> byPriority(dispute);
            case LATEST ->
                policy.versionColumn()
                        .flatMap(column -> byVersion(column, dispute))
                        .orElseGet(() -> byPriority(dispute));
            case ERROR -> throw new IllegalArgumentException("Conflicts of this table are not resolved");
        };
    }

    private Decision byPriority(Dispute dispute) {
        return dispute.originSite() != 0 && dispute.originSite() < localSite.orElse(0)
                ? Decision.SOURCE
                : Decision.TARGET;
    }

    /** Returns nothing when a version is missing or equal to the change's. */
    private static Optional<Decision> byVersion(String column, Dispute dispute) {
        Optional<Object> incoming = value(dispute.change(), column);
        if (dispute.present().isEmpty()) {
            return Optional.empty();
        }
        int least = 1;
        for (DecodedImage row : dispute.present()) {
            Optional<Integer> order =
                    incoming.flatMap(version -> value(row, column).flatMap(other -> compare(version, other)));
            if (order.isEmpty()) {
                return Optional.empty();
            }
            least = Math.min(least, Integer.signum(order.get()));
        }
        return least == 0 ? Optional.empty() : Optional.of(least > 0 ? Decision.SOURCE : Decision.TARGET);
    }

    private static Optional<Object> value(DecodedImage image, String column) {
        for (int i = 0; i < image.size(); i++) {
            if (image.name(i).equalsIgnoreCase(column)) {
                return Optional.ofNullable(image.get(i));
            }
        }
        return Optional.empty();
    }

    /** Compares two versions; empty when they are of different kinds. */
    static Optional<Integer> compare(Object one, Object other) {
        if (one instanceof MySqlDateTime time && other instanceof MySqlDateTime otherTime) {
            return Optional.of(IN_TIME.compare(time, otherTime));
        }
        return number(one).flatMap(a -> number(other).map(a::compareTo));
    }

    private static Optional<BigDecimal> number(Object value) {
        if (value instanceof Number || value instanceof String) {
            try {
                return Optional.of(new BigDecimal(value.toString().trim()));
            } catch (NumberFormatException text) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.util.List;

/** Refuses lists of BETWEEN and IN in which MySQL would choose one type for all, differently in each version. */
final class AlikeValues {
    private AlikeValues() {}

    static void require(Call call) {
        Typed first = call.arg(0);
        for (Typed item : call.args().subList(1, call.size())) {
            if (!item.isNull() && !alike(first, item)) {
                throw call.refused("all values must be of one kind; `" + item.source() + "` is of another than `"
                        + first.source() + "`. Compare them one by one.");
            }
        }
        if (first.type().numeric()) {
            requireOneSign(call);
        } else if (first.type().is(Kind.TEXT, Kind.LABELS)) {
            requireOneCollation(call);
        } else {
            requireOneForm(call);
        }
    }

    private static boolean alike(Typed first, Typed item) {
        if (first.type().numeric()) {
            return item.type().numeric() && (first.kind() == Kind.REAL) == (item.kind() == Kind.REAL);
        }
        if (first.type().is(Kind.TEXT, Kind.LABELS)) {
            return item.type().is(Kind.TEXT, Kind.LABELS);
        }
        return first.type().temporal() && (item.type().temporal() || (item.literal() && item.kind() == Kind.TEXT));
    }

    /** Beside an unsigned integer, servers take signed numbers for unsigned ones. */
    private static void requireOneSign(Call call) {
        boolean unsigned = call.args().stream()
                .anyMatch(v -> v.kind() == Kind.INT && v.type().unsigned());
        for (Typed value : call.args()) {
            boolean positive = value.kind() == Kind.INT && value.literal() && Conversions.number(value.value()) >= 0;
            if (unsigned
                    && !value.isNull()
                    && !positive
                    && !(value.kind() == Kind.INT && value.type().unsigned())) {
                throw call.refused("unsigned and signed values are mixed; compare them one by one.");
            }
        }
    }

    private static void requireOneCollation(Call call) {
        List<Typed> known = call.args().stream().filter(v -> !v.isNull()).toList();
        Text all = Texts.join(call, known).text();
        for (Typed item : known.subList(1, known.size())) {
            if (!Texts.join(call, List.of(known.get(0), item)).text().equals(all)) {
                throw call.refused("texts of several collations are mixed; compare them one by one.");
            }
        }
    }

    private static void requireOneForm(Call call) {
        List<Typed> items = call.args().subList(1, call.size());
        Typed first = call.arg(0);
        boolean literals = !first.constant() && items.stream().allMatch(v -> v.literal() && v.kind() == Kind.TEXT);
        boolean same = call.args().stream().allMatch(v -> v.type().equals(first.type()));
        if (!literals && !same) {
            throw call.refused("dates of different types are mixed; compare them one by one.");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** LOCATE and its kin, and REPLACE. */
final class TextSearch {
    private TextSearch() {}

    static void register(Map<String, Operation> operations) {
        operations.put("LOCATE", call -> locate(call.arity(2, 2), call.arg(1), call.arg(0)));
        operations.put("POSITION", call -> locate(call.arity(2, 2), call.arg(1), call.arg(0)));
        operations.put("INSTR", call -> locate(call.arity(2, 2), call.arg(0), call.arg(1)));
        operations.put("REPLACE", TextSearch::replace);
    }

    private static Typed locate(Call call, Typed text, Typed part) {
        if (text.isNull() || part.isNull()) {
            return call.nothing();
        }
        Texts.Joined joined = Texts.joinAlike(call, List.of(text, part));
        Collation collation = Collations.of(call, joined.text());
        if (joined.utf8() && !joined.text().bin()) {
            throw call.refused("it is exact only with a _bin collation; add COLLATE "
                    + joined.text().charset() + "_bin, or use LIKE.");
        }
        String collationName = joined.text().collation();
        boolean alike = text.type().text().collation().equals(collationName)
                && (part.literal() || part.type().text().collation().equals(collationName));
        if (!alike) {
            throw call.refused("its texts have different collations.");
        }
        return call.result(
                Type.count(10),
                Arithmetic.binary(
                        joined.parts().get(0).evaluator(),
                        joined.parts().get(1).evaluator(),
                        (a, b) -> position(collation, (byte[]) a, (byte[]) b)));
    }

    private static long position(Collation collation, byte[] text, byte[] part) {
        int[] units = collation.units(text);
        int[] wanted = collation.units(part);
        for (int at = 0; at + wanted.length <= units.length; at++) {
            if (Arrays.equals(units, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at + 1L;
            }
        }
        return 0;
    }

    /** By bytes, whatever the collation. */
    private static Typed replace(Call call) {
        if (call.arity(3, 3).anyNull()) {
            return call.nothing();
        }
        Texts.Joined joined = Texts.joinAlike(call, call.args());
        Evaluator text = joined.parts().get(0).evaluator();
        Evaluator from = joined.parts().get(1).evaluator();
        Evaluator to = joined.parts().get(2).evaluator();
        return call.result(Type.text(joined.text()), row -> {
            byte[] in = (byte[]) text.of(row);
            byte[] old = (byte[]) from.of(row);
            byte[] with = (byte[]) to.of(row);
            return in == null || old == null || with == null ? null : replaced(in, old, with);
        });
    }

    private static byte[] replaced(byte[] text, byte[] from, byte[] to) {
        if (from.length == 0) {
            return text;
        }
        ByteArrayOutputStream replaced = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length) {
            if (at + from.length <= text.length && Arrays.equals(text, at, at + from.length, from, 0, from.length)) {
                replaced.writeBytes(to);
                at += from.length;
            } else {
                replaced.write(text[at++]);
            }
        }
        return replaced.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows all operators and functions by name, and compiles terms with them. */
final class Operations {
    private static final Set<String> VALUES = Set.of(
            Term.COLUMN,
            Term.NULL,
            Term.INTEGER,
            Term.DECIMAL,
            Term.REAL,
            Term.TEXT,
            Term.BINARY_TEXT,
            Term.HEX,
            Term.DATE,
            Term.TIME,
            Term.TIMESTAMP);
    /** In these, FALSE and NULL of a part come to the same for the row. */
    private static final Set<String> KEEPS_TRUTH = Set.of("AND", "&&", "OR");

    private static final Map<String, Operation> BY_NAME = new HashMap<>();

    static {
        Logic.register(BY_NAME);
        Comparison.register(BY_NAME);
        Like.register(BY_NAME);
        Arithmetic.register(BY_NAME);
        Division.register(BY_NAME);
        Bits.register(BY_NAME);
        Choices.register(BY_NAME);
        Numbers.register(BY_NAME);
        Casts.register(BY_NAME);
        TextFunctions.register(BY_NAME);
        TextSearch.register(BY_NAME);
        Digests.register(BY_NAME);
        DateParts.register(BY_NAME);
        DateArithmetic.register(BY_NAME);
    }

    private Operations() {}

    static void checkNames(Term term) {
        if (!VALUES.contains(term.op()) && !BY_NAME.containsKey(term.op())) {
            throw unknown(term);
        }
        term.args().forEach(Operations::checkNames);
    }

    private static FilterRefusedException unknown(Term term) {
        return term.refused(term.op() + " is not deterministic or cannot be evaluated exactly; docs/row-filters.md "
                + "lists what a filter may use.");
    }

    static Typed compile(Term term, TableSchema table) {
        return compile(term, table, true);
    }

    private static Typed compile(Term term, TableSchema table, boolean keepsTruth) {
        if (term.op().equals(Term.COLUMN)) {
            return Columns.of(term, table);
        }
        if (VALUES.contains(term.op())) {
            return Literals.of(term);
        }
        Operation operation = BY_NAME.get(term.op());
        if (operation == null) {
            throw unknown(term);
        }
        if (term.op().equals("<=>") && !keepsTruth) {
            throw term.refused("MySQL 5.7 takes its FALSE for NULL unless it stands alone or between AND and OR; "
                    + "write a = b OR (a IS NULL AND b IS NULL).");
        }
        List<Typed> args = new ArrayList<>();
        for (Term arg : term.args()) {
            args.add(compile(arg, table, keepsTruth && KEEPS_TRUTH.contains(term.op())));
        }
        return operation.compile(new Call(term, args));
    }
}

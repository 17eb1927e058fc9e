// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.List;

/** An operator or function with its compiled arguments. */
record Call(Term term, List<Typed> args) {

    Typed arg(int position) {
        return args.get(position);
    }

    int size() {
        return args.size();
    }

    /** Refuses another number of arguments. */
    Call arity(int least, int most) {
        if (size() < least || size() > most) {
            throw refused("it has " + size() + " arguments.");
        }
        return this;
    }

    boolean constant() {
        return args.stream().allMatch(Typed::constant);
    }

    boolean anyNull() {
        return args.stream().anyMatch(Typed::isNull);
    }

    Typed result(Type type, Evaluator evaluator) {
        return Typed.computed(type, evaluator, constant(), term.source());
    }

    Typed nothing() {
        return result(Type.NULL, row -> null);
    }

    FilterRefusedException refused(String reason) {
        return term.refused(reason);
    }
}

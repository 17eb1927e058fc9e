// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.BitSet;
import java.util.List;

/** A session of a server that evaluates expressions; {@link RowFilter#SESSION} was executed on it. */
public interface FilterServer {
    /**
     * What to ask.
     *
     * @param preparation to be executed once in each session before the first such question
     * @param statements to be executed in order; the last one is a query of one column of whole numbers
     */
    record Question(List<String> preparation, List<String> statements) {
        public Question {
            preparation = List.copyOf(preparation);
            statements = List.copyOf(statements);
        }
    }

    /**
     * Returns the numbers that the last statement's rows hold.
     *
     * @throws FilterEvaluationException with the server's message, when it refuses a statement
     */
    BitSet ask(Question question);
}

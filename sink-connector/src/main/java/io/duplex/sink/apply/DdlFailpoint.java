// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

/** Lets tests end the world between the steps of a DDL statement. */
@FunctionalInterface
interface DdlFailpoint {
    /** Nothing happens. */
    DdlFailpoint NONE = step -> {};

    /** What is done already. */
    enum Step {
        INTENT_COMMITTED,
        EXECUTED,
        DONE_COMMITTED
    }

    void reached(Step step);
}

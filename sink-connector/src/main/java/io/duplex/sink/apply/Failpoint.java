// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.nio.file.Path;
import java.util.Optional;

/** Lets tests end the world between the steps with which something takes effect on the target. */
@FunctionalInterface
interface Failpoint {
    /** Nothing happens. */
    Failpoint NONE = step -> {};

    /** Names, in tests only, the file that {@link HaltingFailpoint} reads. */
    String PROPERTY = "duplex.failpoint";

    /** What is done already. */
    enum Step {
        /** The target's transaction is open, and the progress in it. */
        PROGRESS_WRITTEN,
        /** And the rows of one transaction. */
        ROWS_WRITTEN,
        /** And the rows of a group of transactions. */
        GROUP_WRITTEN,
        /** They are durable, which nobody but the target knows. */
        COMMITTED,
        /** A part of a large transaction's rows is in its open transaction. */
        PART_WRITTEN,
        /** All of its rows are, and its final progress. */
        LARGE_WRITTEN,
        /** The large transaction is durable. */
        LARGE_COMMITTED,
        /** A part of the first copy is written and not committed. */
        COPY_WRITTEN,
        /** It is durable. */
        COPY_COMMITTED,
        /** What a DDL statement is about to change is noted. */
        INTENT_COMMITTED,
        /** The statement is executed. */
        EXECUTED,
        /** Its progress is written and not committed. */
        DONE_WRITTEN,
        /** It is durable. */
        DONE_COMMITTED
    }

    void reached(Step step);

    /** Returns the one that the JVM was started with, as a rule none. */
    static Failpoint configured() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .<Failpoint>map(file -> new HaltingFailpoint(Path.of(file)))
                .orElse(NONE);
    }
}

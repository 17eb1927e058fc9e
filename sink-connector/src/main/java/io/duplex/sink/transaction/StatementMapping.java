// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import java.util.Optional;

/**
 * What the mapping of names tells of a statement beside its new text.
 *
 * @param action what is to be done with it
 * @param reason why it is not to be executed, and what to do; empty text when it is
 * @param merge whose statement it is, when the object on the target is made of several
 */
public record StatementMapping(Action action, String reason, Optional<Merge> merge) {
    /** Of a statement that concerns nothing that is mapped. */
    public static final StatementMapping NONE = new StatementMapping(Action.EXECUTE, "", Optional.empty());

    /** What is to be done with the statement. */
    public enum Action {
        EXECUTE,
        /** Nothing of it concerns the target. */
        SKIP,
        /** Where it would have to be executed, the task stops. */
        REFUSE
    }

    /**
     * One of the tables or databases that are merged into one.
     *
     * @param part its name at the source
     * @param whole the name on the target
     * @param oneChange whether the statement makes one change, so that the target has all of it or nothing
     */
    public record Merge(String part, String whole, boolean oneChange) {}

    /** A statement that must not be executed as it is. */
    public static StatementMapping refused(String reason) {
        return new StatementMapping(Action.REFUSE, reason, Optional.empty());
    }

    /** A statement of which nothing is left. */
    public static StatementMapping skipped(String reason) {
        return new StatementMapping(Action.SKIP, reason, Optional.empty());
    }

    /** A statement about an object that is made of several. */
    public static StatementMapping merged(Merge merge) {
        return new StatementMapping(Action.EXECUTE, "", Optional.of(merge));
    }
}

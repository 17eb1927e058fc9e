// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import java.util.List;

/** What replication promises, checked on servers: observe before the writing, verify when it has stopped. */
public interface Guarantee extends AutoCloseable {
    /** Begins to watch; a guarantee about the end state has nothing to do here. */
    default void observe() {}

    /** Waits for what must come, ends the watching and throws an AssertionError that shows what is wrong. */
    void verify();

    @Override
    default void close() {}

    /** Observes them all and verifies them in this order. */
    static Guarantee all(Guarantee... guarantees) {
        return new AllOf(List.of(guarantees));
    }
}

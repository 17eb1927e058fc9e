// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import java.util.ArrayList;
import java.util.List;

/** Several guarantees at once; every broken one is told, not only the first. */
record AllOf(List<Guarantee> guarantees) implements Guarantee {
    @Override
    public void observe() {
        guarantees.forEach(Guarantee::observe);
    }

    @Override
    public void verify() {
        List<AssertionError> broken = new ArrayList<>();
        for (Guarantee guarantee : guarantees) {
            try {
                guarantee.verify();
            } catch (AssertionError e) {
                broken.add(new AssertionError(guarantee.getClass().getSimpleName() + ": " + e.getMessage(), e));
            }
        }
        if (!broken.isEmpty()) {
            AssertionError first = broken.get(0);
            broken.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    @Override
    public void close() {
        guarantees.forEach(Guarantee::close);
    }
}

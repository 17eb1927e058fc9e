// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch.sample.first;

import io.duplex.testkit.arch.sample.second.Late;

/** Breaks the order of steps on purpose. */
public final class Early {
    public Late late() {
        return new Late();
    }
}

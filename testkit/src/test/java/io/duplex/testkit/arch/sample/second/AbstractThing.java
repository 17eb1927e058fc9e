// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch.sample.second;

/** Open and emptily named on purpose. */
public class AbstractThing {
    private final Late late = new Late();

    public Late late() {
        return late;
    }
}

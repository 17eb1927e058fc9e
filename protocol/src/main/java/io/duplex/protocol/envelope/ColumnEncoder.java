// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import org.jspecify.annotations.Nullable;

/** Turns the canonical values of one column into the values of its field. */
interface ColumnEncoder {
    /**
     * Returns the field's value, or null when the field's type has no value for this one.
     *
     * @param value canonical, not null
     * @param deviations takes {@code value} when the result does not say it exactly; not for a null result
     */
    @Nullable
    Object encode(Object value, Deviations deviations);
}

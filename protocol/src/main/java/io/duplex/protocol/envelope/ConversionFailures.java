// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import org.jspecify.annotations.Nullable;

/** Told of values that have no form in a column's field: {@code event.converting.failure.handling.mode}. */
public interface ConversionFailures {
    /**
     * Takes note, or throws when such a value must stop the task.
     *
     * @param cause what the converter threw; its message may hold the value. Null when the field's type has no such value
     */
    void failed(TableId table, Column column, @Nullable RuntimeException cause);
}

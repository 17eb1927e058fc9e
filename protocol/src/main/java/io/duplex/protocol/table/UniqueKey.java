// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.util.List;

/**
 * A unique index other than the primary key.
 *
 * @param name of the index
 * @param columns names in index order; empty for an index over expressions, whose columns are unknown
 * @param prefixed whether any part covers only a prefix of its column
 */
public record UniqueKey(String name, List<String> columns, boolean prefixed) {
    public UniqueKey {
        columns = List.copyOf(columns);
    }
}

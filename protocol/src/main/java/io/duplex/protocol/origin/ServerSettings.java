// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.math.BigInteger;

/**
 * What must differ, or be equal, between the servers of two sites.
 *
 * @param uuid {@code @@server_uuid}
 * @param id {@code @@server_id}
 * @param increment global {@code auto_increment_increment}
 * @param offset global {@code auto_increment_offset}
 * @param lowerCaseTableNames {@code lower_case_table_names}
 */
public record ServerSettings(String uuid, long id, int increment, int offset, int lowerCaseTableNames) {

    /** Tells whether both number a row of the same table alike, sooner or later. */
    boolean numbersRowsAs(ServerSettings other) {
        if (ignoresOffset() || other.ignoresOffset()) {
            return true;
        }
        int common = BigInteger.valueOf(increment)
                .gcd(BigInteger.valueOf(other.increment))
                .intValue();
        return (offset - other.offset) % common == 0;
    }

    /** MySQL takes no notice of an offset that is greater than the increment. */
    boolean ignoresOffset() {
        return offset > increment;
    }
}

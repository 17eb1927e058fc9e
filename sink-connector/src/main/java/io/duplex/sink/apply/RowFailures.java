// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.ApplyFailure;
import java.sql.SQLException;
import java.util.Set;

/** Tells failures that a transaction's rows cause from those that any transaction would meet. */
final class RowFailures {
    /** What the server says of itself or of the user: another transaction would not fare better. */
    private static final Set<Integer> OF_THE_SERVER = Set.of(
            1021, // disk full
            1036, // table is read only
            1044, // no privilege on the database
            1045, // access denied
            1114, // table is full
            1142, // no privilege on the table
            1143, // no privilege on the column
            1227 // privilege missing
            );

    private RowFailures() {}

    /** Writes rows; a failure says whether it is theirs. */
    static void run(RowWriter.Unit unit, TargetStream.Work work) {
        try {
            work.run();
        } catch (SQLException failure) {
            throw ofRows(SqlFailures.describe(unit.name(), failure));
        } catch (ApplyFailure failure) {
            throw ofRows(failure);
        }
    }

    private static ApplyFailure ofRows(ApplyFailure failure) {
        return failure.getCause() instanceof SQLException cause && OF_THE_SERVER.contains(cause.getErrorCode())
                ? failure
                : failure.ofRows();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With three and more sites, what one site makes of another one's DDL statement may be here before the statement: they
 * come by different streams. So what the target's tables do not fit is tried again, until the statement has come.
 */
final class PendingStatements {
    private static final Logger LOG = LoggerFactory.getLogger(PendingStatements.class);
    private static final int SITES_BESIDE_THIS = 2;

    /** Database, table, column or key is missing; the column does not take the value, or wants one. */
    private static final Set<Integer> STRUCTURE =
            Set.of(1048, 1049, 1054, 1072, 1091, 1146, 1176, 1264, 1265, 1364, 1366, 1406);

    private PendingStatements() {}

    /** Returns the failure, as one that is to be tried again when another site's statement may mend it. */
    static ApplyFailure orAwaited(TargetStream stream, ApplyFailure failure) {
        boolean awaited = failure.kind() == FailureKind.STOP && isOfStructure(failure) && hasSeveralSources(stream);
        return awaited ? failure.kind(FailureKind.RETRY) : failure;
    }

    private static boolean isOfStructure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException
                    || (cause instanceof SQLException refused && STRUCTURE.contains(refused.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSeveralSources(TargetStream stream) {
        Connection connection = stream.connection();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*) FROM " + stream.tables().qualified(MetadataTables.SITE_SETTINGS))) {
            boolean several = row.next() && row.getInt(1) >= SITES_BESIDE_THIS;
            connection.commit();
            return several;
        } catch (SQLException unknown) {
            LOG.debug("How many sites write here is not known", unknown);
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.binlog.SessionState.Charset;
import java.util.Optional;

/**
 * A statement in the binlog: BEGIN, COMMIT, or DDL.
 *
 * @param threadId the session's {@code CONNECTION_ID()}
 * @param errorCode with which the statement ended at the source
 * @param defaultDatabase the session's current database, empty when it had none
 * @param statement bytes in the session's {@code character_set_client}
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record QueryEvent(
        long threadId, int errorCode, Optional<String> defaultDatabase, SessionState state, byte[] statement) {

    /**
     * Reads the event.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Query__event.html">layout</a>
     */
    public static QueryEvent of(RawEvent event) {
        EventBytes body = new EventBytes(event.body());
        long threadId = body.uint32();
        body.skip(4);
        int databaseLength = body.uint8();
        int errorCode = body.uint16();
        int stateLength = body.uint16();
        SessionState state = StatusVariables.parse(body.slice(stateLength), event.timestampSeconds());
        String database = body.name(databaseLength);
        body.skip(1);
        return new QueryEvent(
                threadId,
                errorCode,
                database.isEmpty() ? Optional.empty() : Optional.of(database),
                state,
                body.readRest());
    }

    /** Returns the collation of the statement's bytes, 33 (utf8mb3) when the event does not tell. */
    public int collation() {
        return state.charset().map(Charset::client).orElse(33);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.origin.OriginMark;
import java.util.OptionalInt;

/**
 * The session's auto-increment pair, as the Query event of a BEGIN or a DDL tells it.
 *
 * @param increment 1 when the event does not tell
 * @param offset 1 when the event does not tell
 */
public record SessionMark(int increment, int offset) {
    /** The server's default pair. */
    public static final SessionMark NONE = new SessionMark(1, 1);

    /** Returns the origin's site when the pair is the mark of a sink's session. */
    public OptionalInt site() {
        return OriginMark.site(increment, offset);
    }
}

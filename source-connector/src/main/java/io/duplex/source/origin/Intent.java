// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.source.decode.Decoded.DdlEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a sink noted down before it executed a DDL statement.
 *
 * @param connectionId session that executes it
 * @param digest SHA-256 of the statement in UTF-8, in lower-case hexadecimal digits
 * @param verbatim whether the statement runs without the session's mark, and is known by its digest
 */
record Intent(long connectionId, Arrival arrival, String digest, boolean verbatim) {

    /** Tells whether the statement is the one that was meant. */
    boolean announces(DdlEvent ddl) {
        if (connectionId != ddl.threadId()) {
            return false;
        }
        return ddl.mark().site().isPresent() || (verbatim && digest.equalsIgnoreCase(digest(ddl.statement())));
    }

    static String digest(String statement) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(statement.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

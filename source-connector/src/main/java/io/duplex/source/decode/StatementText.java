// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.source.binlog.QueryEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes text of a statement's bytes, by the session's {@code character_set_client}. */
final class StatementText {
    private StatementText() {}

    static String decode(QueryEvent query) {
        byte[] bytes = query.statement();
        if (ascii(bytes)) {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
        Optional<MySqlCharset> charset =
                MySqlCharsets.charsetOfCollation(query.collation()).flatMap(MySqlCharsets::of);
        return charset.map(known -> known.decode(bytes)).orElseGet(() -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** No character set that a client may have says anything else with these bytes. */
    private static boolean ascii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.SessionState.AutoIncrement;
import io.duplex.source.binlog.SessionState.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads the block of status variables of a Query event.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Query__event.html">codes</a>
 */
final class StatusVariables {
    /** Stands for a number of databases that were too many to be listed. */
    private static final int TOO_MANY_DATABASES = 254;

    private OptionalInt flags2 = OptionalInt.empty();
    private OptionalLong sqlMode = OptionalLong.empty();
    private Optional<Charset> charset = Optional.empty();
    private Optional<String> timeZone = Optional.empty();
    private Optional<AutoIncrement> autoIncrement = Optional.empty();
    private Optional<String> invoker = Optional.empty();
    private long fraction;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> databases = new ArrayList<>();

    private StatusVariables() {}

    static SessionState parse(EventBytes block, long seconds) {
        StatusVariables variables = new StatusVariables();
        boolean known = true;
        while (known && block.hasRemaining()) {
            // Codes come in growing order, and an unknown one has an unknown length: it and the rest are newer than we.
            known = variables.readSession(block);
        }
        return new SessionState(
                variables.flags2,
                variables.sqlMode,
                variables.charset,
                variables.timeZone,
                variables.autoIncrement,
                seconds * 1_000_000 + variables.fraction,
                variables.numbers,
                variables.databases,
                variables.invoker);
    }

    private boolean readSession(EventBytes block) {
        int code = block.uint8();
        switch (code) {
            case 0 -> flags2 = OptionalInt.of((int) block.uint32());
            case 1 -> sqlMode = OptionalLong.of(block.uint(8));
            case 2 -> block.skip(block.uint8() + 1);
            case 3 -> autoIncrement = Optional.of(new AutoIncrement(block.uint16(), block.uint16()));
            case 4 -> charset = Optional.of(new Charset(block.uint16(), block.uint16(), block.uint16()));
            case 5 -> timeZone = Optional.of(block.name(block.uint8())).filter(zone -> !zone.isEmpty());
            case 6 -> block.skip(block.uint8());
            case 7 -> numbers.put(SessionState.LC_TIME_NAMES, block.uint16());
            case 8 -> numbers.put(SessionState.COLLATION_DATABASE, block.uint16());
            default -> {
                return readStatement(code, block);
            }
        }
        return true;
    }

    private boolean readStatement(int code, EventBytes block) {
        switch (code) {
            case 9, 14, 15, 17 -> block.skip(8);
            case 10 -> block.skip(4);
            case 11 -> {
                String user = block.name(block.uint8());
                String host = block.name(block.uint8());
                invoker = Optional.of(TableId.quote(user) + "@" + TableId.quote(host));
            }
            case 12 -> readDatabases(block);
            case 13 -> fraction = block.uint(3);
            case 16 -> numbers.put(SessionState.EXPLICIT_DEFAULTS, block.uint8());
            case 18 -> numbers.put(SessionState.UTF8MB4_COLLATION, block.uint16());
            case 19 -> numbers.put(SessionState.REQUIRE_PRIMARY_KEY, block.uint8());
            case 20 -> numbers.put(SessionState.TABLE_ENCRYPTION, block.uint8());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void readDatabases(EventBytes block) {
        int count = block.uint8();
        for (int i = 0; count != TOO_MANY_DATABASES && i < count; i++) {
            databases.add(block.nameToZero());
        }
    }
}

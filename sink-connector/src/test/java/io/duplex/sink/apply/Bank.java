// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Transfers between accounts at a source, one unit each. Every transaction also notes its number in a journal, whose
 * entries refer to an account, and gives away or takes a unique badge, so that rows depend on each other by all kinds of
 * keys.
 */
final class Bank {
    static final int START = 1000;

    private static final Rows ACCOUNT = Rows.of("account", "id", "balance", "badge");
    private static final Rows JOURNAL = Rows.of("journal", "n", "account");
    private static final Rows WIDE_JOURNAL = Rows.of("journal", "n", "account", "note");

    final List<Unit> units = new ArrayList<>();
    private final Map<Long, Account> accounts = new TreeMap<>();
    private final Random random;
    private boolean wide;

    private record Account(long id, long balance, Optional<String> badge) {
        Object[] values() {
            return new Object[] {id, balance, badge.orElse(null)};
        }
    }

    /** With accounts that the first transaction opens. */
    Bank(Random random, int size) {
        this.random = random;
        List<Received.Row> rows = new ArrayList<>();
        for (long id = 0; id < size; id++) {
            Account account = new Account(id, START, id == 0 ? Optional.of("The Badge") : Optional.empty());
            accounts.put(id, account);
            rows.add(ACCOUNT.insert(account.values()));
        }
        units.add(TargetFixture.transaction(1, rows.toArray(Received.Row[]::new)));
    }

    static String[] tables() {
        return new String[] {
            "CREATE TABLE app.account (id INT PRIMARY KEY, balance INT NOT NULL,"
                    + " badge VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci UNIQUE)",
            "CREATE TABLE app.journal (n INT PRIMARY KEY, account INT NOT NULL,"
                    + " FOREIGN KEY (account) REFERENCES app.account (id))"
        };
    }

    Bank transfers(int count) {
        for (int i = 0; i < count; i++) {
            transfer();
        }
        return this;
    }

    private void transfer() {
        long number = units.size() + 1L;
        Account from = account();
        Account to = account();
        List<Received.Row> rows = new ArrayList<>();
        if (from.id() != to.id()) {
            Optional<String> badge = from.badge()
                    .map(text -> random.nextBoolean() ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
            Account less = new Account(from.id(), from.balance() - 1, Optional.empty());
            rows.add(update(from, less));
            rows.add(update(to, new Account(to.id(), to.balance() + 1, badge.or(to::badge))));
        }
        rows.add(wide ? WIDE_JOURNAL.insert(number, to.id(), "n" + number) : JOURNAL.insert(number, to.id()));
        units.add(TargetFixture.transaction(number, rows.toArray(Received.Row[]::new)));
    }

    private Account account() {
        return Objects.requireNonNull(accounts.get((long) random.nextInt(accounts.size())));
    }

    private Received.Row update(Account before, Account after) {
        accounts.put(after.id(), after);
        return ACCOUNT.update(ACCOUNT.image(before.values()), ACCOUNT.image(after.values()));
    }

    /** Widens the journal. */
    Bank alter() {
        long number = units.size() + 1L;
        units.add(new DdlUnit(
                TargetFixture.header(number),
                new DdlContext(Optional.of("app"), DdlClass.TABLE, List.of(new TableId("app", "journal")), Map.of()),
                "ALTER TABLE journal ADD COLUMN note VARCHAR(20)",
                TargetFixture.at(number * 10)));
        wide = true;
        return this;
    }

    /** Returns the accounts as {@code SELECT * FROM app.account ORDER BY id} shows them. */
    String accounts() {
        return accounts.values().stream()
                .map(account -> "[" + account.id() + ", " + account.balance() + ", "
                        + account.badge().orElse("NULL") + "]")
                .toList()
                .toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.kafka.KafkaBroker;

/** Counts what travelled: in Kafka, and in the metadata tables of a target. */
final class Traffic {
    private static final String HEADER = "duplex.transaction";

    private Traffic() {}

    /** Transactions and DDL statements that the site's source sent to Kafka. */
    static long sent(KafkaBroker broker, Site site) {
        return broker.records().dump(site.stream()).stream()
                .filter(record -> record.headers().containsKey(HEADER))
                .count();
    }

    /** Transactions and DDL statements that sinks applied at the site. */
    static long applied(Site site) {
        return metadata(site, "SELECT COALESCE(SUM(transactions), 0) FROM duplex.applied_transaction");
    }

    /** Transactions that the sinks made at the site: one per transaction, three per DDL statement. */
    static long madeBySinks(Site site) {
        return applied(site) + 2 * metadata(site, "SELECT COUNT(*) FROM duplex.ddl_intent");
    }

    private static long metadata(Site site, String query) {
        boolean exists = site.server()
                        .number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'duplex'"
                                + " AND table_name IN ('applied_transaction', 'ddl_intent')")
                == 2;
        return exists ? site.server().number(query) : 0;
    }
}

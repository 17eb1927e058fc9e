// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every type, character set and collation of a server, at the limits of their values and by chance, from the first copy and
 * from the binlog: what the target has stored is compared with the source by its bytes. A build runs one combination
 * of server, layout and form of records; {@code -Dduplex.values.all=true} runs all, {@code -Dduplex.values.only=a|b} those
 * of them whose names contain one of the texts.
 */
class ExactValuesIT {
    /** New random values are looked for when the long form is asked for; a build is to say the same each time. */
    private static final long BUILD_SEED = 80_780_217_199_908L;

    private static final Logger LOG = LoggerFactory.getLogger(ExactValuesIT.class);
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int SHOWN = 40;

    private static Optional<ApicurioRegistry> registry = Optional.empty();

    @AfterAll
    static void stop() {
        registry.ifPresent(ApicurioRegistry::close);
    }

    @ParameterizedTest
    @MethodSource("io.duplex.it.ValueCombination#chosen")
    void everyValueArrivesAsTheSameBytes(ValueCombination combination) throws IOException {
        Versions.assumeAvailable(combination.version());
        long seed = Boolean.getBoolean("duplex.values.all")
                ? Seeds.next("values, " + combination)
                : Seeds.next("values, " + combination, BUILD_SEED);
        String url = combination.format() == ValueCombination.Format.AVRO ? registry() : "";
        try (Site source = Site.start(1, combination.version());
                Site target = Site.start(2, combination.version());
                Replication replication = Replication.shared().deletingTopicsOf(source)) {
            MySqlServer server = source.server();
            ValueCatalogue catalogue = new ValueCatalogue(server, seed);
            catalogue.createAndFill();
            RandomRows random = new RandomRows(seed, catalogue.tables());
            random.createAndFill(server);

            replication.source(source, combination.source(source, url));
            replication.sink(source, target, combination.sink(source, url));
            compare("first copy", 1, replication, source, target);
            catalogue.change();
            random.change(server);
            compare("binlog", 2, replication, source, target);
        }
    }

    private static synchronized String registry() throws IOException {
        if (registry.isEmpty()) {
            registry = Optional.of(ApicurioRegistry.start());
        }
        return registry.get().url();
    }

    /** Waits for a row that is written last, and compares all tables then. */
    private static void compare(String what, int step, Replication replication, Site source, Site target) {
        long begun = System.nanoTime();
        source.server().execute("INSERT INTO app.step VALUES (" + step + ")");
        String sink = Connectors.sinkName(source, target);
        List<List<String>> tables = source.server()
                .rows("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'app' ORDER BY 1");
        String counts = tables.stream()
                .map(table -> "SELECT COUNT(*) FROM app." + table.get(0))
                .collect(Collectors.joining(" UNION ALL "));
        List<List<String>> numbers = source.server().rows(counts);
        String stopped = Eventually.get("rows of the " + what, LIMIT, () -> {
            for (String connector : List.of(sink, Connectors.sourceName(source))) {
                String failure = replication.rest().status(connector).failure();
                if (!failure.isEmpty()) {
                    return Optional.of(failure);
                }
            }
            boolean arrived = target.server().number("SELECT COUNT(*) FROM app.step WHERE n = " + step) == 1;
            // The row may be one of the copy, whose tables come in any order.
            return arrived && target.server().rows(counts).equals(numbers) ? Optional.of("") : Optional.empty();
        });
        if (!stopped.isEmpty()) {
            LOG.warn("{}: {}", what, stopped);
        }
        assertThat(stopped).as("a connector stopped behind the " + what).isEmpty();
        List<String> differences = new ArrayList<>();
        LOG.warn("{}: {} ms", what, Duration.ofNanos(System.nanoTime() - begun).toMillis());
        for (List<String> table : tables) {
            differences.addAll(
                    ExactRows.of(source.server(), table.get(0)).differences(source.server(), target.server()));
        }
        // Here, too, as other combinations may take long before this one's failure is printed.
        differences.stream().limit(SHOWN).forEach(difference -> LOG.warn("{}: {}", what, difference));
        assertThat(differences.stream().limit(SHOWN).toList())
                .as(what + ": " + differences.size() + " values differ in " + tables.size() + " tables")
                .isEmpty();
    }
}

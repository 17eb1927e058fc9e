// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.connect.ConnectRest;
import io.duplex.testkit.connect.PluginArchive;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Two MySQL servers that replicate into each other through Kafka and two Connect workers.
 *
 * <p>Arguments: the component archive, and {@code --once} to end after the report instead of waiting for Ctrl-C.
 */
public final class Demo {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final DemoConsole console;
    private final DemoSite one;
    private final DemoSite two;
    private final KafkaBroker broker;
    private final ConnectCluster connect;

    private Demo(DemoConsole console, DemoSite one, DemoSite two, KafkaBroker broker, ConnectCluster connect) {
        this.console = console;
        this.one = one;
        this.two = two;
        this.broker = broker;
        this.connect = connect;
    }

    /** Runs the demo; the exit code is 0 only when both sites are equal and nothing came back. */
    public static void main(String[] arguments) throws InterruptedException {
        Path archive = Path.of(arguments[0]);
        boolean once = arguments.length > 1 && arguments[1].equals("--once");
        DemoConsole console = new DemoConsole(System.out);
        console.title("Starting (the first time, MySQL and Kafka are downloaded)");
        boolean equal = start(archive, once, console);
        console.line(equal ? "Both sites are equal, no echo came back." : "The sites differ.");
        System.exit(equal ? 0 : 1);
    }

    private static boolean start(Path archive, boolean once, DemoConsole console) throws InterruptedException {
        Path plugins = Directories.temporary("demo-plugins");
        PluginArchive.read(archive).install(plugins);
        try (DemoSite one = DemoSite.start(1);
                DemoSite two = DemoSite.start(2)) {
            console.line("%s: %s", one.name(), one.server());
            console.line("%s: %s", two.name(), two.server());
            try (KafkaBroker broker = KafkaBroker.start();
                    ConnectCluster connect = ConnectCluster.builder(broker)
                            .workers(2)
                            .heap("512m")
                            .pluginPath(plugins)
                            .start()) {
                console.line("Kafka: %s", broker.bootstrapServers());
                connect.workers().forEach(worker -> console.line("Connect worker: %s", worker.uri()));
                Demo demo = new Demo(console, one, two, broker, connect);
                boolean equal = demo.runOrDiagnose();
                demo.howToGoOn();
                if (!once) {
                    console.plain("\nRunning until Ctrl-C.");
                    new CountDownLatch(1).await();
                }
                return equal;
            }
        }
    }

    /** A demo that fails says what Connect knows of it. */
    private boolean runOrDiagnose() {
        try {
            return run();
        } catch (AssertionError failure) {
            console.title("Failed: " + failure.getMessage());
            connect.rest()
                    .connectors()
                    .forEach(name -> console.plain(connect.rest().status(name).toString()));
            connect.workers().forEach(worker -> console.plain(worker.logTail()));
            return false;
        }
    }

    private boolean run() {
        DemoTraffic traffic = new DemoTraffic(console);
        console.title("A table with rows on site 1, before any connector runs");
        traffic.beforeTheConnectors(one);
        long startOne = one.transactions();
        long startTwo = two.transactions();

        console.title("Connectors in both directions");
        startConnectors();
        traffic.firstCopy(one, two);

        console.title("Users write on both sites");
        write(traffic);

        console.title("What travelled");
        // Each counts what DemoTraffic did there: transactions and DDL statements.
        boolean noEcho = report(startOne, startTwo, 5, 4);
        return new DemoReport(broker, console).equal(one, two) && noEcho;
    }

    /** Site 2 first: its changes are read from before the first copy on. */
    private void startConnectors() {
        ConnectRest rest = connect.rest();
        String kafka = broker.bootstrapServers();
        rest.start(DemoConnectors.sourceName(two), DemoConnectors.source(two, "no_data", kafka));
        rest.start(DemoConnectors.sourceName(one), DemoConnectors.source(one, "initial", kafka));
        rest.start(DemoConnectors.sinkName(two, one), DemoConnectors.sink(two, one));
        rest.start(DemoConnectors.sinkName(one, two), DemoConnectors.sink(one, two));
        rest.connectors().forEach(name -> console.line("running: %s", name));
    }

    private void write(DemoTraffic traffic) {
        traffic.transaction(one, two, "Ada", 4);
        traffic.transaction(two, one, "Grace", 3);
        traffic.update(one, two);
        traffic.ddl(
                one,
                two,
                "ALTER TABLE shop.orders ADD COLUMN state ENUM('new','paid') NOT NULL DEFAULT 'new' AFTER customer",
                "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'shop' AND column_name = 'state'",
                1);
        traffic.ddl(
                two,
                one,
                "CREATE TABLE shop.customers (id BIGINT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(60) UNIQUE)",
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'customers'",
                1);
        traffic.ddl(
                two,
                one,
                "CREATE INDEX placed ON shop.orders (placed_at)",
                "SELECT COUNT(*) FROM information_schema.statistics WHERE index_name = 'placed'",
                1);
        traffic.transaction(two, one, "Barbara", 2);
        traffic.transaction(one, two, "Frances", 6);
        traffic.ddl(
                one,
                two,
                "CREATE VIEW shop.paid AS SELECT * FROM shop.orders WHERE state = 'paid'",
                "SELECT COUNT(*) FROM information_schema.views WHERE table_name = 'paid'",
                1);
    }

    private boolean report(long startOne, long startTwo, long ownOne, long ownTwo) {
        DemoReport report = new DemoReport(broker, console);
        Eventually.holds(
                "every transaction in Kafka",
                LIMIT,
                () -> report.emitted(one) >= ownOne && report.emitted(two) >= ownTwo);
        boolean there = report.direction(one, two, ownOne);
        boolean back = report.direction(two, one, ownTwo);
        report.echoes(one, one.transactions() - startOne, ownOne);
        report.echoes(two, two.transactions() - startTwo, ownTwo);
        return there && back;
    }

    private void howToGoOn() {
        console.title("Go on by hand");
        for (DemoSite site : new DemoSite[] {one, two}) {
            console.plain(
                    site.name() + ":  mysql -h 127.0.0.1 -P " + site.server().port() + " -u root");
        }
        connect.workers()
                .forEach(worker ->
                        console.plain("Connect: curl -s '" + worker.uri().resolve("/connectors?expand=status") + "'"));
        console.plain("Kafka:   " + broker.bootstrapServers() + ", topics site1.stream and site2.stream");
        console.plain("Applied: SELECT * FROM duplex.applied_transaction  (on either site)");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.server.ServerAddress;
import io.duplex.sink.conflict.ConflictListener;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.server.ChannelStart;
import io.duplex.sink.server.ConnectionOptions;
import io.duplex.sink.server.MarkMode;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.apache.kafka.common.config.types.Password;

/**
 * A target and a user without any administrative privilege but what the mode of marks takes, which is session or
 * {@code -Dduplex.mark.mode=gtid}; and units of a made-up source at site 7.
 */
final class TargetFixture {
    static final String SOURCE = "shop";
    static final String UUID = "11111111-2222-3333-4444-555555555555";
    static final int SOURCE_SITE = 7;
    static final int TARGET_SITE = 3;

    /** Nobody hears of decisions. */
    static final Function<String, ConflictListener> UNHEARD = source -> decisions -> {};

    private final MySqlServer server;
    private final Marks mode;

    TargetFixture(MySqlServer server) {
        this(server, Marks.chosen());
    }

    TargetFixture(MySqlServer server, Marks mode) {
        this.server = server;
        this.mode = mode;
        server.execute(
                "CREATE USER sink@'%' IDENTIFIED BY 'secret'",
                "GRANT ALL ON duplex.* TO sink@'%'",
                "GRANT ALL ON app.* TO sink@'%'",
                "GRANT ALL ON `app\\_%`.* TO sink@'%'",
                "CREATE DATABASE app");
        mode.grant(server, "sink");
    }

    /** So that the made-up transactions are new to a server that has had them in another test. */
    static void forgetGtids(MySqlServer server) {
        Marks.chosen().forgetGtids(server);
    }

    ServerConnections connections() {
        return connections(server.port());
    }

    ServerConnections connections(int port) {
        return new ServerConnections(new ConnectionOptions(
                List.of(new ServerAddress(server.host(), port)),
                "sink",
                new Password("secret"),
                new ConnectionOptions.Tls(ConnectionOptions.SslMode.PREFERRED, Optional.empty(), Optional.empty()),
                new ConnectionOptions.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60))));
    }

    SiteOptions site() {
        return site(TARGET_SITE, "channel");
    }

    SiteOptions site(int id, String channel) {
        return new SiteOptions(OptionalInt.of(id), channel, "duplex", MarkMode.valueOf(mode.name()));
    }

    /** Writes under the origins' GTIDs; a step may end it. */
    TransactionApplier gtidApplier(Failpoint failpoint) {
        return gtidApplier("channel", failpoint, 1);
    }

    /** Writes under the origins' GTIDs, in several sessions. */
    TransactionApplier gtidApplier(int workers) {
        return gtidApplier("channel", Failpoint.NONE, workers);
    }

    /** Writes under the origins' GTIDs. */
    TransactionApplier gtidApplier(String channel) {
        return gtidApplier(channel, Failpoint.NONE, 1);
    }

    private TransactionApplier gtidApplier(String channel, Failpoint failpoint, int workers) {
        SiteOptions site = new SiteOptions(OptionalInt.of(TARGET_SITE), channel, "duplex", MarkMode.GTID);
        return new TransactionApplier(
                connections(), site, new ApplyOptions(true, false, DefinerPolicy.AUTO), workers, UNHEARD, failpoint);
    }

    /** Of a channel that may begin later than its source. */
    TransactionApplier applier(ChannelStart start) {
        SiteOptions site = new SiteOptions(
                OptionalInt.of(TARGET_SITE),
                "channel",
                "duplex",
                MarkMode.valueOf(mode.name()),
                start,
                SiteOptions.OtherServers.UNKNOWN);
        return new TransactionApplier(
                connections(), site, new ApplyOptions(true, false, DefinerPolicy.AUTO), 1, UNHEARD);
    }

    TransactionApplier applier() {
        return applier(1);
    }

    TransactionApplier applier(int workers) {
        return new TransactionApplier(
                connections(), site(), new ApplyOptions(true, false, DefinerPolicy.AUTO), workers, UNHEARD);
    }

    TransactionApplier applier(ApplyOptions options) {
        return new TransactionApplier(connections(), site(), options, 1, UNHEARD);
    }

    /** Of a channel of its own; a step may end it. */
    TransactionApplier applier(String channel, Failpoint failpoint) {
        return new TransactionApplier(
                connections(),
                site(TARGET_SITE, channel),
                new ApplyOptions(true, false, DefinerPolicy.AUTO),
                1,
                UNHEARD,
                failpoint);
    }

    static TargetFilters noFilters() {
        return new TargetFilters(
                RowFilterOptions.NONE,
                new FilterSession(new ServerConnections(new ConnectionOptions(
                        List.of(new ServerAddress("127.0.0.1", 1)),
                        "nobody",
                        new Password(""),
                        new ConnectionOptions.Tls(
                                ConnectionOptions.SslMode.DISABLED, Optional.empty(), Optional.empty()),
                        new ConnectionOptions.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))))));
    }

    static Gtid gtid(long number) {
        return Gtid.of(UUID, number);
    }

    static TransactionHeader header(long number) {
        GtidSet before = number == 1 ? GtidSet.EMPTY : GtidSet.parse(UUID + ":1-" + (number - 1));
        return new TransactionHeader(
                gtid(number),
                SOURCE_SITE,
                new Origin(SOURCE_SITE, gtid(number)),
                number == 1 ? Optional.empty() : Optional.of(gtid(number - 1)),
                before,
                new TransactionHeader.CommitInfo(number - 1, number, 1_700_000_000_123_456L),
                List.of());
    }

    static Coordinates at(long offset) {
        return new Coordinates(SOURCE + ".stream", 0, offset, SOURCE);
    }

    static ReplicatedTransaction transaction(long number, Received.Row... rows) {
        return new ReplicatedTransaction(header(number), List.of(rows), at(number * 10), at(number * 10 + 9));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.protocol.origin.SiteRisk;
import io.duplex.protocol.server.ServerAddress;
import io.duplex.protocol.server.ServerAddresses;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which member of the replicated group the target is, and under which names Duplex keeps its own tables there.
 *
 * @param siteId the target's site, empty when nothing is replicated from it
 * @param channel key of the applied set
 * @param start what is on the target when the channel begins
 */
public record SiteOptions(
        OptionalInt siteId,
        String channel,
        String metadataDatabase,
        MarkMode markMode,
        ChannelStart start,
        OtherServers others) {
    public static final String SITE_ID = "site.id";
    public static final String CHANNEL = "channel.name";
    public static final String METADATA_DATABASE = "metadata.database";
    public static final String MARK_MODE = "origin.mark.mode";
    public static final String PEERS = "site.peers";

    /**
     * What is known beforehand of other sites.
     *
     * @param addresses of servers that {@code validate()} compares with the target
     * @param acceptedRisks what {@code validate()} lets pass, by {@link SiteRisk.Kind#value}
     */
    public record OtherServers(List<ServerAddress> addresses, Set<String> acceptedRisks) {
        /** Nothing is known, and nothing accepted. */
        public static final OtherServers UNKNOWN = new OtherServers(List.of(), Set.of());

        public OtherServers {
            addresses = List.copyOf(addresses);
            acceptedRisks = Set.copyOf(acceptedRisks);
        }
    }

    /** Of a channel that begins with its source, with nothing known of other sites. */
    public SiteOptions(OptionalInt siteId, String channel, String metadataDatabase, MarkMode markMode) {
        this(siteId, channel, metadataDatabase, markMode, ChannelStart.BEGINNING, OtherServers.UNKNOWN);
    }

    /** With marks of the session. */
    public SiteOptions(OptionalInt siteId, String channel, String metadataDatabase) {
        this(siteId, channel, metadataDatabase, MarkMode.SESSION);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Site");
        group.add(
                        SITE_ID,
                        "Site",
                        ConfigDef.Type.INT,
                        null,
                        new OptionalRange(1, OriginMark.MAX_SITE),
                        "The target's site, 1.." + OriginMark.MAX_SITE + ". Required when the target is itself the "
                                + "source of another connector; each site has its own.")
                .add(
                        CHANNEL,
                        "Channel",
                        ConfigDef.Type.STRING,
                        null,
                        "Key under which the target remembers what it has applied; the connector's name when not "
                                + "given. A renamed connector needs the old name here to go on where it stopped.")
                .add(
                        METADATA_DATABASE,
                        "Metadata database",
                        ConfigDef.Type.STRING,
                        MetadataTables.DEFAULT_DATABASE,
                        new DatabaseName(),
                        "Database on the target for Duplex's own tables. It is created when the user may do so, and "
                                + "is never replicated.")
                .add(
                        MARK_MODE,
                        "Mark",
                        ConfigDef.Type.STRING,
                        MarkMode.SESSION.value(),
                        ConfigDef.CaseInsensitiveValidString.in(MarkMode.names()),
                        "How replicated transactions are marked in the target's binlog: session (by session "
                                + "variables; needs no privilege) or gtid (they are committed under the origin's GTID "
                                + "besides, so that native replication knows them; needs SUPER in 5.7 and "
                                + "REPLICATION_APPLIER from 8.0 on, and each transaction is one of its own).");
        ChannelStart.define(group);
        defineOthers(group);
    }

    private static void defineOthers(OptionGroup group) {
        group.add(
                        PEERS,
                        "Servers of other sites",
                        ConfigDef.Type.STRING,
                        "",
                        new ServerAddresses(),
                        "Servers of the other sites, host[:port] separated by commas, which the configuration's check "
                                + "asks with " + ConnectionOptions.USER + " and " + ConnectionOptions.PASSWORD
                                + " what they are set to, to compare it with the target. Without it, they are compared "
                                + "as soon as their sources tell.")
                .add(
                        SiteRisk.ACCEPTED,
                        "Accepted risks",
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.ValidList.in(SiteRisk.Kind.acceptable().toArray(String[]::new)),
                        "What the configuration's check lets pass, and the log does not tell, of what makes writing "
                                + "at several sites unsafe: " + String.join(", ", SiteRisk.Kind.acceptable()) + ".");
    }

    /**
     * Reads these options.
     *
     * @param connector name of the connector, the default of {@code channel.name}
     */
    public static SiteOptions from(AbstractConfig config, String connector) {
        Integer site = config.getInt(SITE_ID);
        String channel = config.getString(CHANNEL);
        return new SiteOptions(
                site == null ? OptionalInt.empty() : OptionalInt.of(site),
                channel == null || channel.isEmpty() ? connector : channel,
                config.getString(METADATA_DATABASE),
                MarkMode.parse(config.getString(MARK_MODE)),
                ChannelStart.parse(config.getString(ChannelStart.START)),
                new OtherServers(
                        ServerAddress.list(config.getString(PEERS), config.getInt(ConnectionOptions.PORT)),
                        Set.copyOf(config.getList(SiteRisk.ACCEPTED))));
    }

    /** Tells whether transactions are committed under the origin's GTID. */
    public boolean keepsGtids() {
        return markMode == MarkMode.GTID;
    }

    private record OptionalRange(int least, int most) implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value != null) {
                Range.between(least, most).ensureValid(name, value);
            }
        }

        @Override
        public String toString() {
            return "[" + least + ",...," + most + "] or not given";
        }
    }

    private static final class DatabaseName implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof String database) || database.isBlank() || database.length() > 64) {
                throw new ConfigException(name, value, "It must be the name of a database, 1 to 64 characters.");
            }
        }

        @Override
        public String toString() {
            return "1 to 64 characters";
        }
    }
}

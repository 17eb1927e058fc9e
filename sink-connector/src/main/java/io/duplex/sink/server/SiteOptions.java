// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.OriginMark;
import java.util.OptionalInt;
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
 */
public record SiteOptions(OptionalInt siteId, String channel, String metadataDatabase, MarkMode markMode) {
    public static final String SITE_ID = "site.id";
    public static final String CHANNEL = "channel.name";
    public static final String METADATA_DATABASE = "metadata.database";
    public static final String MARK_MODE = "origin.mark.mode";

    /** With marks of the session. */
    public SiteOptions(OptionalInt siteId, String channel, String metadataDatabase) {
        this(siteId, channel, metadataDatabase, MarkMode.SESSION);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Site")
                .add(
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
                MarkMode.parse(config.getString(MARK_MODE)));
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

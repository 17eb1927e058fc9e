// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.protocol.origin.SiteRisk;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which member of the replicated group the source is, and what it hands on.
 *
 * @param siteId the source's site, empty when it takes part in no two-way replication
 * @param metadataDatabase database of Duplex's own tables, which a sink at the same server writes
 * @param servers UUIDs of this site's servers, in lower case; empty when they are known by themselves
 * @param acceptedRisks what {@code validate()} lets pass, by {@link SiteRisk.Kind#value}
 */
public record OriginOptions(
        OptionalInt siteId, Include include, String metadataDatabase, Set<String> servers, Set<String> acceptedRisks) {
    public static final String SITE_ID = "site.id";
    public static final String INCLUDE = "origin.include";
    public static final String METADATA_DATABASE = "metadata.database";
    public static final String SERVERS = "site.server.uuids";

    /** Whose transactions are handed on. */
    public enum Include {
        /** What users committed at this site. */
        LOCAL,
        /** What was replicated into it, too. */
        ALL
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Site")
                .add(
                        SITE_ID,
                        "Site",
                        ConfigDef.Type.INT,
                        null,
                        new OptionalSite(),
                        "The source's site, 1.." + OriginMark.MAX_SITE + ". Required when a sink writes to this server "
                                + "too; each site has its own, and keeps it when its server is replaced.")
                .add(
                        INCLUDE,
                        "Origins",
                        ConfigDef.Type.STRING,
                        "local",
                        Choice.of("local", "all"),
                        "Whose transactions are handed on: local (what users committed at this site) or all (what was "
                                + "replicated into it, too, with its origin kept: for a hub or a ring).")
                .add(
                        METADATA_DATABASE,
                        "Metadata database",
                        ConfigDef.Type.STRING,
                        MetadataTables.DEFAULT_DATABASE,
                        new ConfigDef.NonEmptyString(),
                        "Database of Duplex's own tables on this server, as the sink that writes to it has it. It is "
                                + "never captured.")
                .add(
                        SERVERS,
                        "Servers of the site",
                        ConfigDef.Type.LIST,
                        List.of(),
                        new ServerUuids(),
                        "The server_uuid of each server that the site has or had, when native replication brings "
                                + "transactions of other sites into it, too: those with GTIDs of servers that are not "
                                + "named are then not of users here. Without it, only those are known that a sink has "
                                + "noted in <metadata.database>.site_server.")
                .add(
                        SiteRisk.ACCEPTED,
                        "Accepted risks",
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.ValidList.in(SiteRisk.Kind.acceptable().toArray(String[]::new)),
                        "What the configuration's check lets pass of what makes writing at several sites unsafe: "
                                + String.join(", ", SiteRisk.Kind.acceptable()) + ".");
    }

    /** Reads these options. */
    public static OriginOptions from(AbstractConfig config) {
        Integer site = config.getInt(SITE_ID);
        return new OriginOptions(
                site == null ? OptionalInt.empty() : OptionalInt.of(site),
                Include.valueOf(config.getString(INCLUDE).toUpperCase(Locale.ROOT)),
                config.getString(METADATA_DATABASE),
                config.getList(SERVERS).stream()
                        .map(uuid -> uuid.trim().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(config.getList(SiteRisk.ACCEPTED)));
    }

    /** Returns the names of Duplex's own tables. */
    public MetadataTables metadata() {
        return new MetadataTables(metadataDatabase);
    }

    private static final class ServerUuids implements ConfigDef.Validator {
        private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value instanceof List<?> uuids) {
                for (Object uuid : uuids) {
                    if (!UUID.matcher(uuid.toString().trim()).matches()) {
                        throw new ConfigException(name, uuid, "It must be a server's @@server_uuid.");
                    }
                }
            }
        }

        @Override
        public String toString() {
            return "UUIDs separated by commas";
        }
    }

    private static final class OptionalSite implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value != null) {
                try {
                    Range.between(1, OriginMark.MAX_SITE).ensureValid(name, value);
                } catch (ConfigException e) {
                    throw new ConfigException(
                            name, value, "It must be a number from 1 to " + OriginMark.MAX_SITE + ".");
                }
            }
        }

        @Override
        public String toString() {
            return "[1,...," + OriginMark.MAX_SITE + "] or not given";
        }
    }
}

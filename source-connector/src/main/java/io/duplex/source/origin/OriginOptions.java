// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.Locale;
import java.util.OptionalInt;
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
 */
public record OriginOptions(OptionalInt siteId, Include include, String metadataDatabase) {
    public static final String SITE_ID = "site.id";
    public static final String INCLUDE = "origin.include";
    public static final String METADATA_DATABASE = "metadata.database";

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
                                + "never captured.");
    }

    /** Reads these options. */
    public static OriginOptions from(AbstractConfig config) {
        Integer site = config.getInt(SITE_ID);
        return new OriginOptions(
                site == null ? OptionalInt.empty() : OptionalInt.of(site),
                Include.valueOf(config.getString(INCLUDE).toUpperCase(Locale.ROOT)),
                config.getString(METADATA_DATABASE));
    }

    /** Returns the names of Duplex's own tables. */
    public MetadataTables metadata() {
        return new MetadataTables(metadataDatabase);
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

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.gtid.GtidSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a target has already when a channel begins there.
 *
 * @param gtids transactions, by the GTIDs that they have at the source or at their origins
 * @param ofTarget whether it is rather all that the target's other channels have brought, copies included
 */
public record ChannelStart(GtidSet gtids, boolean ofTarget) {
    public static final String START = "start.gtid.set";

    /** Nothing. */
    public static final ChannelStart BEGINNING = new ChannelStart(GtidSet.EMPTY, false);

    private static final String TARGET = "target";

    static void define(OptionGroup group) {
        group.add(
                START,
                "Transactions that are there",
                ConfigDef.Type.STRING,
                "",
                new Form(),
                "What the target has already when the channel begins, so that it is passed over: a GTID set, or "
                        + TARGET
                        + " for all that the target's other channels have brought, first copies included. So a "
                        + "third site begins with the streams of the others after its copy, and so a ring is closed "
                        + "that has lost a member. Without effect once the channel has begun.");
    }

    static ChannelStart parse(String text) {
        return text.trim().equalsIgnoreCase(TARGET)
                ? new ChannelStart(GtidSet.EMPTY, true)
                : new ChannelStart(GtidSet.parse(text), false);
    }

    private static final class Form implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                parse(String.valueOf(value));
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage() + ". It is written " + this + ".");
            }
        }

        @Override
        public String toString() {
            return "a GTID set such as uuid:1-5,uuid:7, or " + TARGET;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.server;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Refuses an option whose value is no list of {@link ServerAddress}es; none is a list, too. */
public final class ServerAddresses implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, @Nullable Object value) {
        try {
            ServerAddress.list(String.valueOf(value), 1);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException(name, value, wrong.getMessage() + "; separate several by commas.");
        }
    }

    @Override
    public String toString() {
        return "host[:port],...";
    }
}

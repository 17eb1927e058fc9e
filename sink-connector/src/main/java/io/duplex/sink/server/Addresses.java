// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.server.ServerAddress;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A list of servers. */
final class Addresses implements ConfigDef.Validator {
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

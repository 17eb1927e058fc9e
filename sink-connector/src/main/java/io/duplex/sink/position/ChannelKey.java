// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.origin.MetadataTables;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names the progress rows of one source's stream on a target.
 *
 * @param channel {@code channel.name} of the sink
 * @param source {@code topic.prefix} of the source
 * @param tables where the rows are
 */
public record ChannelKey(String channel, String source, MetadataTables tables) {

    /**
     * Returns the name of the user-level lock that a session of the stream's applier holds: hashed, as 64 characters are
     * allowed.
     *
     * @param worker 0 for the session that claims the stream
     */
    String lockName(int worker) {
        String name = tables.database() + "\n" + channel + "\n" + source;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            String lock = "duplex:" + HexFormat.of().formatHex(hash, 0, 20);
            return worker == 0 ? lock : lock + ":" + worker;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "channel '" + channel + "' of source '" + source + "'";
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals as JSON objects with the fields id, type and data, as topics and files hold them. */
final class SignalJson {
    private static final Logger LOG = LoggerFactory.getLogger(SignalJson.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private SignalJson() {}

    /** Reads one; text that is none is logged. */
    static Optional<Signal> read(String text, String channel) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            LOG.warn("Signal ignored channel={} cause=\"{}\"", channel, malformed.getOriginalMessage());
            return Optional.empty();
        }
        if (!root.path("type").isTextual()) {
            LOG.warn("Signal ignored channel={} cause=\"it is no JSON object with a text field 'type'\"", channel);
            return Optional.empty();
        }
        return Optional.of(new Signal(
                root.path("id").asText(""),
                root.get("type").asText(),
                root.has("data") ? root.get("data").toString() : "",
                channel));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.source.binlog.EventBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes a JSON value of the one before it and the changes that the binlog has instead of the new one.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classJson__diff.html">changes</a>
 */
final class JsonChanges {
    private static final int REPLACE = 0;
    private static final int INSERT = 1;
    private static final int REMOVE = 2;

    private JsonNode document;

    private JsonChanges(JsonNode document) {
        this.document = document;
    }

    /** Returns the new value's text. */
    static byte[] apply(byte[] before, EventBytes changes) {
        JsonChanges value = new JsonChanges(JsonNode.of(before));
        while (changes.hasRemaining()) {
            int operation = changes.uint8();
            byte[] path = changes.read((int) changes.packed());
            List<JsonPath.Leg> legs = JsonPath.parse(new String(path, StandardCharsets.UTF_8));
            switch (operation) {
                case REPLACE -> value.replace(legs, content(changes));
                case INSERT -> value.insert(legs, content(changes));
                case REMOVE -> value.remove(legs);
                default -> throw new IllegalArgumentException("JSON change " + operation + " is not known");
            }
        }
        return value.document.text();
    }

    private static JsonNode content(EventBytes changes) {
        return JsonNode.of(changes.read((int) changes.packed()));
    }

    private void replace(List<JsonPath.Leg> legs, JsonNode value) {
        if (legs.isEmpty()) {
            document = value;
            return;
        }
        JsonNode parent = parent(legs);
        JsonPath.Leg last = legs.get(legs.size() - 1);
        if (last.member().isPresent()) {
            parent.members().put(last.member().get(), value);
        } else {
            parent.elements().set(last.index(parent.elements().size()), value);
        }
    }

    /** Elements behind move up. */
    private void insert(List<JsonPath.Leg> legs, JsonNode value) {
        JsonNode parent = parent(legs);
        JsonPath.Leg last = legs.get(legs.size() - 1);
        if (last.member().isPresent()) {
            parent.members().put(last.member().get(), value);
        } else {
            parent.elements().add(last.index(parent.elements().size()), value);
        }
    }

    private void remove(List<JsonPath.Leg> legs) {
        JsonNode parent = parent(legs);
        JsonPath.Leg last = legs.get(legs.size() - 1);
        if (last.member().isEmpty()) {
            parent.elements().remove(last.index(parent.elements().size()));
        } else if (parent.members().remove(last.member().get()) == null) {
            throw missing();
        }
    }

    private JsonNode parent(List<JsonPath.Leg> legs) {
        JsonNode node = document;
        for (JsonPath.Leg leg : legs.subList(0, legs.size() - 1)) {
            JsonNode child = leg.member().isPresent()
                    ? node.members().get(leg.member().get())
                    : node.elements().get(leg.index(node.elements().size()));
            if (child == null) {
                throw missing();
            }
            node = child;
        }
        return node;
    }

    private static IllegalArgumentException missing() {
        return new IllegalArgumentException("a JSON value lacks what is changed in it");
    }
}

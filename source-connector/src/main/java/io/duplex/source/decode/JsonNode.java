// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A JSON value that can be changed: what is not touched stays in its binary form. */
final class JsonNode {
    /** The server's order of an object's members. */
    private static final Comparator<byte[]> KEYS =
            Comparator.<byte[]>comparingInt(key -> key.length).thenComparing(Arrays::compareUnsigned);

    private final byte[] bytes;
    private final int type;
    private final int offset;
    private @Nullable Map<byte[], JsonNode> members;
    private @Nullable List<JsonNode> elements;

    /** Returns the value of this type at this place of a document. */
    JsonNode(byte[] bytes, int type, int offset) {
        this.bytes = bytes;
        this.type = type;
        this.offset = offset;
    }

    /** Returns the document; no bytes at all stand for JSON null. */
    static JsonNode of(byte[] document) {
        return document.length == 0
                ? new JsonNode(new byte[1], JsonText.LITERAL, 0)
                : new JsonNode(document, document[0] & 0xff, 1);
    }

    /** Returns the members to read and change. */
    Map<byte[], JsonNode> members() {
        Map<byte[], JsonNode> open = members;
        if (open == null) {
            if (!isObject()) {
                throw new IllegalArgumentException("a part of a JSON value is no object");
            }
            open = new TreeMap<>(KEYS);
            new JsonText(bytes, new Utf8Output(0)).members(type, offset, open::put);
            members = open;
        }
        return open;
    }

    /** Returns the elements to read and change. */
    List<JsonNode> elements() {
        List<JsonNode> open = elements;
        if (open == null) {
            if (!isArray()) {
                throw new IllegalArgumentException("a part of a JSON value is no array");
            }
            open = new ArrayList<>();
            new JsonText(bytes, new Utf8Output(0)).elements(type, offset, open::add);
            elements = open;
        }
        return open;
    }

    boolean isArray() {
        return type == JsonText.SMALL_ARRAY || type == JsonText.LARGE_ARRAY;
    }

    private boolean isObject() {
        return type == JsonText.SMALL_OBJECT || type == JsonText.LARGE_OBJECT;
    }

    /** Returns the text in utf8mb4 with marks, otherwise as the server prints it. */
    byte[] text() {
        Utf8Output text = new Utf8Output(bytes.length + 16);
        print(text);
        return text.toBytes();
    }

    private void print(Utf8Output text) {
        if (members != null) {
            String separator = "{";
            for (var member : members.entrySet()) {
                text.write(separator);
                JsonText.string(member.getKey(), 0, member.getKey().length, text);
                text.write(": ");
                member.getValue().print(text);
                separator = ", ";
            }
            text.write(members.isEmpty() ? "{}" : "}");
        } else if (elements != null) {
            String separator = "[";
            for (JsonNode element : elements) {
                text.write(separator);
                element.print(text);
                separator = ", ";
            }
            text.write(elements.isEmpty() ? "[]" : "]");
        } else {
            new JsonText(bytes, text).value(type, offset);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

/** Random Avro schemas as people write them, and messages that follow them; the same seed gives the same sample. */
final class AvroSamples {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 2;

    private final Random random;
    private final long seed;
    private final boolean nullInUnions;
    private int names;

    /** Whether unions of several types have null among them, too. */
    AvroSamples(long seed, boolean nullInUnions) {
        this.nullInUnions = nullInUnions;
        this.random = new Random(seed);
        this.seed = seed;
    }

    /** With a version, because Confluent's reader gives a schema without one the version of the subject. */
    Schema record() {
        ObjectNode record = record(0);
        record.put("connect.version", 1 + random.nextInt(3));
        return new Schema.Parser().parse(record.toString());
    }

    /** A framed message of random data. */
    byte[] message(int id, Schema schema) throws IOException {
        Object datum = new RandomData(schema, 1, seed).iterator().next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private ObjectNode record(int depth) {
        ObjectNode record = named("record", "Row");
        ArrayNode fields = record.putArray("fields");
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            ObjectNode field = fields.addObject().put("name", "f" + i);
            if (random.nextInt(3) == 0) {
                field.put("doc", "field's doc");
            }
            addType(field, depth + 1);
        }
        return record;
    }

    private ObjectNode named(String type, String prefix) {
        ObjectNode node = JSON.objectNode().put("type", type).put("name", prefix + names++);
        if (random.nextBoolean()) {
            node.put("namespace", "a.b" + random.nextInt(2));
        }
        if (random.nextInt(3) == 0 && !type.equals("fixed")) {
            node.put("doc", "type's doc");
        }
        return node;
    }

    private void addType(ObjectNode field, int depth) {
        switch (random.nextInt(depth < DEEPEST ? 12 : 9)) {
            case 0 -> field.put("type", "int").put("default", random.nextInt());
            case 1 -> field.put("type", "string").put("default", "é");
            case 2 -> field.putArray("type").add("null").add("long");
            case 3 -> {
                field.putArray("type").add("null").add(enumeration());
                field.putNull("default");
            }
            case 4 -> field.set("type", enumeration());
            case 5 -> field.set("type", named("fixed", "Hash").put("size", 1 + random.nextInt(4)));
            case 6 -> {
                ArrayNode members = field.putArray("type");
                if (nullInUnions) {
                    members.add("null");
                }
                members.add("int").add("string").add("boolean");
            }
            case 7 -> field.putArray("type").add(scalar());
            case 8 -> field.put("type", scalar());
            case 9 -> field.set("type", record(depth));
            case 10 -> field.putArray("type").add("null").add(record(depth));
            default ->
                field.set(
                        "type",
                        random.nextBoolean()
                                ? JSON.objectNode().put("type", "array").set("items", record(depth))
                                : JSON.objectNode().put("type", "map").put("values", scalar()));
        }
    }

    private String scalar() {
        return new String[] {"int", "long", "float", "double", "boolean", "string", "bytes"}[random.nextInt(7)];
    }

    private ObjectNode enumeration() {
        ObjectNode node = named("enum", "Color");
        ArrayNode symbols = node.putArray("symbols").add("RED").add("BLUE");
        if (random.nextBoolean()) {
            symbols.add("GREEN");
            node.put("default", "BLUE");
        }
        return node;
    }
}

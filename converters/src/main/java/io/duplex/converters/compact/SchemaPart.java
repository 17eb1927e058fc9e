// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;

/** A record's schema as it stands in front of the value: compressed, because many records have the same. */
final class SchemaPart {
    /** Far beyond any table, so that damaged bytes do not fill the heap. */
    private static final int MOST_BYTES = 64 << 20;

    private static final byte[] DICTIONARY = CommonSchemas.dictionary();

    private SchemaPart() {}

    static byte[] write(Schema schema) {
        byte[] plain = SchemaFormat.write(schema);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(plain);
            deflater.finish();
            byte[] compressed = new byte[plain.length + 64 + plain.length / 1000];
            int length = deflater.deflate(compressed);
            if (!deflater.finished()) {
                throw new IllegalStateException("A schema of " + plain.length + " bytes grows when compressed");
            }
            return Arrays.copyOf(compressed, length);
        } finally {
            deflater.end();
        }
    }

    static Schema read(byte[] compressed) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(DICTIONARY);
            inflater.setInput(compressed);
            byte[] plain = new byte[4096];
            int length = 0;
            while (!inflater.finished()) {
                int more = inflater.inflate(plain, length, plain.length - length);
                length += more;
                if (more == 0 && inflater.needsInput()) {
                    throw new DataException("the schema ends too early");
                }
                if (length == plain.length) {
                    plain = grown(plain);
                }
            }
            return SchemaFormat.read(Arrays.copyOf(plain, length));
        } catch (DataFormatException damaged) {
            throw new DataException("the schema is damaged: " + damaged.getMessage(), damaged);
        } finally {
            inflater.end();
        }
    }

    private static byte[] grown(byte[] plain) {
        if (plain.length >= MOST_BYTES) {
            throw new DataException("the schema has more than " + MOST_BYTES + " bytes");
        }
        return Arrays.copyOf(plain, plain.length * 2);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.nio.ByteBuffer;
import org.apache.kafka.connect.errors.DataException;

/** Connect allows two Java types for BYTES. */
final class Bytes {

    private Bytes() {}

    static byte[] array(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        throw new DataException("Expected bytes but found " + value.getClass().getName());
    }
}

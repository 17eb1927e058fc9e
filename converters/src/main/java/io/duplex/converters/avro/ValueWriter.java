// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes one Connect value as Avro binary; made once per schema. */
@FunctionalInterface
interface ValueWriter {
    void write(@Nullable Object value, Encoder out) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;

/** Reads one Connect value from Avro binary; made once per schema. */
@FunctionalInterface
interface ValueReader {
    @Nullable
    Object read(Decoder in) throws IOException;
}

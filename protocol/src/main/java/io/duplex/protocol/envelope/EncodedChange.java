// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Optional;
import org.apache.kafka.connect.data.Struct;

/**
 * A row change as a record's parts; schemas are those of the structs.
 *
 * @param key of the row after the change, or before a delete; empty when the table has no key
 * @param value the envelope
 * @param exact value of header {@code duplex.exact}, when the envelope does not say everything exactly
 */
public record EncodedChange(Optional<Struct> key, Struct value, Optional<String> exact) {}

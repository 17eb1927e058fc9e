// SPDX-License-Identifier: Apache-2.0
/** The Avro converter: Connect schemas and values to and from Avro exactly as Confluent's converter lays them out. */
@NullMarked
package io.duplex.converters.avro;

import org.jspecify.annotations.NullMarked;

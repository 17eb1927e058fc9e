// SPDX-License-Identifier: Apache-2.0
/** Talks to a Confluent-compatible schema registry and frames payloads with the ids it gives out. */
@NullMarked
package io.duplex.converters.registry;

import org.jspecify.annotations.NullMarked;

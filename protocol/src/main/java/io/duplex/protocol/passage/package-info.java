// SPDX-License-Identifier: Apache-2.0
/** What a connector's own options tell of the way of its records between source and sink: converters, transformations. */
@NullMarked
package io.duplex.protocol.passage;

import org.jspecify.annotations.NullMarked;

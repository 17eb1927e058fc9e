// SPDX-License-Identifier: Apache-2.0
/** The compact converter: each record carries its schema in few bytes, so that no registry is needed to read it. */
@NullMarked
package io.duplex.converters.compact;

import org.jspecify.annotations.NullMarked;

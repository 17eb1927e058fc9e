// SPDX-License-Identifier: Apache-2.0
/** Global transaction identifiers and sets of them, as values. */
@NullMarked
package io.duplex.protocol.gtid;

import org.jspecify.annotations.NullMarked;

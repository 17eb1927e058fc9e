// SPDX-License-Identifier: Apache-2.0
/** One row change with exact MySQL values, independent of any wire format. */
@NullMarked
package io.duplex.protocol.change;

import org.jspecify.annotations.NullMarked;

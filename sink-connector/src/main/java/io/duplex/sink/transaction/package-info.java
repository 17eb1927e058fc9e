// SPDX-License-Identifier: Apache-2.0
/** Step 2 of 4: gathers records into units that take effect on the target as a whole. */
@NullMarked
package io.duplex.sink.transaction;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Step 4 of 4, last part: makes units take effect on the target. */
@NullMarked
package io.duplex.sink.apply;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Step 4 of 4, second part: what is applied, kept on the target in the data's own transactions. */
@NullMarked
package io.duplex.sink.position;

import org.jspecify.annotations.NullMarked;

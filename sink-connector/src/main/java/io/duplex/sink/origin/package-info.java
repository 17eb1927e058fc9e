// SPDX-License-Identifier: Apache-2.0
/** Step 4 of 4, first part: marks what the target's sessions commit with the site that committed it first. */
@NullMarked
package io.duplex.sink.origin;

import org.jspecify.annotations.NullMarked;

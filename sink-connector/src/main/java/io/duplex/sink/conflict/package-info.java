// SPDX-License-Identifier: Apache-2.0
/** Decides which row stays when a change does not fit the target's rows, and notes what was decided. */
@NullMarked
package io.duplex.sink.conflict;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Knows replicated transactions by their mark and drops them, so that nothing comes back to where it was made. */
@NullMarked
package io.duplex.source.origin;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What options do to single columns of the tables of step 4 in the records of step 5: chosen, hidden, converted. */
@NullMarked
package io.duplex.source.column;

import org.jspecify.annotations.NullMarked;

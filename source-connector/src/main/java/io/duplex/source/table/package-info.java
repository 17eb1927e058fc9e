// SPDX-License-Identifier: Apache-2.0
/** Step 4 of 6: knows what each table looked like at the current event, from DDL texts alone, and types its rows. */
@NullMarked
package io.duplex.source.table;

import org.jspecify.annotations.NullMarked;

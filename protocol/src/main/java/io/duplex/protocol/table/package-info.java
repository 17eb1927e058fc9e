// SPDX-License-Identifier: Apache-2.0
/** What a table looked like at one moment: names, columns, keys. */
@NullMarked
package io.duplex.protocol.table;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Row filters: evaluates a MySQL expression over a row exactly as the server would. */
@NullMarked
package io.duplex.protocol.filter;

import org.jspecify.annotations.NullMarked;

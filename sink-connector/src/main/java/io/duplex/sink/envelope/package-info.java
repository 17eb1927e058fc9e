// SPDX-License-Identifier: Apache-2.0
/** Step 1 of 4: turns Connect's records into what they say: a marker, a row, a DDL statement or a snapshot's part. */
@NullMarked
package io.duplex.sink.envelope;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Step 5 of 6: makes Debezium's envelopes, transaction markers and schema changes of what was decoded and typed. */
@NullMarked
package io.duplex.source.envelope;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Runs Debezium's MySQL connector and ours side by side and compares every record. */
@NullMarked
package io.duplex.source.debezium;

import org.jspecify.annotations.NullMarked;

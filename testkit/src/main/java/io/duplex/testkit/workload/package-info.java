// SPDX-License-Identifier: Apache-2.0
/** Seeded streams of transactions that tests run on servers. */
@NullMarked
package io.duplex.testkit.workload;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What every measurement has: runs with their costs, the table and the JSON of them, and processes that are measured. */
@org.jspecify.annotations.NullMarked
package io.duplex.benchmarks.run;

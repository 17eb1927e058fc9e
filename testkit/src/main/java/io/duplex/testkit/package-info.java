// SPDX-License-Identifier: Apache-2.0
/** Real servers, faults, workloads and guarantees for tests and for the demo; knows no connector class. */
@NullMarked
package io.duplex.testkit;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Scenarios over the component archive: real servers, a real broker, distributed Connect workers, real faults. */
@NullMarked
package io.duplex.it;

import org.jspecify.annotations.NullMarked;

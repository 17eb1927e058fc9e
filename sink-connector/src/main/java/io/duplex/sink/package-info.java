// SPDX-License-Identifier: Apache-2.0
/** The sink connector: replays whole source transactions on a MySQL server, each exactly once. */
@NullMarked
package io.duplex.sink;

import org.jspecify.annotations.NullMarked;

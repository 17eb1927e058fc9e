// SPDX-License-Identifier: Apache-2.0
/** Real Kafka Connect workers as child processes, their REST interface, and the installation of plugins. */
@NullMarked
package io.duplex.testkit.connect;

import org.jspecify.annotations.NullMarked;

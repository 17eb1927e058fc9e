// SPDX-License-Identifier: Apache-2.0
/** The architecture as rules that every module's build checks. */
@NullMarked
package io.duplex.testkit.arch;

import org.jspecify.annotations.NullMarked;

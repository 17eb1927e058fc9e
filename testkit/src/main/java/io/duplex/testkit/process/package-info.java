// SPDX-License-Identifier: Apache-2.0
/** Child processes, ports and directories of test servers: whatever is started here is ended here. */
@NullMarked
package io.duplex.testkit.process;

import org.jspecify.annotations.NullMarked;

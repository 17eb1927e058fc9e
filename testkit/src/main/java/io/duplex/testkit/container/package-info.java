// SPDX-License-Identifier: Apache-2.0
/** Servers as containers, for those who ask for it and have a Docker engine and the images. */
@NullMarked
package io.duplex.testkit.container;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Where server programs come from: the user's own Maven and package tool, fetched once into a cache. */
@NullMarked
package io.duplex.testkit.artifact;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/** Orders two values that are not NULL. */
@FunctionalInterface
interface Order {
    int of(Object left, Object right);
}

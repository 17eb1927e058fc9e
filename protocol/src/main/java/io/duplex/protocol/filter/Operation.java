// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/** Compiles a call, or refuses it. */
@FunctionalInterface
interface Operation {
    Typed compile(Call call);
}

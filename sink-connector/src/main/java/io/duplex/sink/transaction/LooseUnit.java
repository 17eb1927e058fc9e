// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

/** A part of a snapshot out of tables' topics, which tell neither which parts there are nor when all have come. */
public sealed interface LooseUnit extends Unit permits LooseRows, LooseStatement {
    @Override
    default void accept(Visitor visitor) {
        visitor.loose(this);
    }
}

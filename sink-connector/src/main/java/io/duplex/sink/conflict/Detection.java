// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

/** How a change is compared with the target's row. */
public enum Detection {
    /** By all values of the row before the change. */
    IMAGE,
    /** By the row's being there, as native replication does. */
    KEY
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

/** What is to be done after a unit could not be applied. */
public enum FailureKind {
    /** The server has rolled it back (deadlock, lock wait timeout): apply the whole unit again. */
    RETRY,
    /** The connection is gone and the outcome unknown: connect again, ask what is applied, then go on from there. */
    RECONNECT,
    /** Another try would fail the same way: stop the task with the message. */
    STOP
}

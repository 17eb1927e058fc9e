// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

/** Signals from JMX clients. */
public interface JmxSignalsMXBean {
    /** Sends a signal to the connector; {@code data} is JSON text. */
    void signal(String id, String type, String data);
}

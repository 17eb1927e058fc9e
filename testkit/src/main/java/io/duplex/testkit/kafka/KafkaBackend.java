// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

/** How the broker is run: as a child process or as a container. */
interface KafkaBackend {
    int port();

    /** Starts the broker on its port and data directory; returns before it accepts connections. */
    void start();

    /** Throws when the broker has ended by itself. */
    void failIfDead();

    void kill9();

    void stop();

    String logTail();

    /** Ends the broker and removes its data. */
    void close();
}

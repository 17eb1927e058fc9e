// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.io.IOException;
import java.util.List;
import javax.management.JMException;

/** What brings changes from one server to another one as they happen, while it is open. */
interface Link extends AutoCloseable {
    /** Brings what the first server has to the second one, which is empty, and then all changes. */
    void oneWay(MySqlServer source, MySqlServer target);

    /** The same, and what changes on the second server to the first one. */
    void bothWays(MySqlServer one, MySqlServer two);

    /** Returns a number that grows by one with each transaction that arrives. */
    long arrived(MySqlServer target);

    /** Returns the processes beside the servers. */
    List<Long> processes();

    /** Returns the bytes of the records that it has in a broker, 0 without one. */
    long bytes() throws InterruptedException;

    /** Prints more about the last minute, when it knows more. */
    void printDetails() throws IOException, JMException;

    /** Returns what helps to understand why nothing arrives. */
    String logTail();

    @Override
    void close() throws IOException;
}

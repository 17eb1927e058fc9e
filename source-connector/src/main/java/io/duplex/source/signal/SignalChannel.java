// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import java.util.List;

/** A way in for signals; those that cannot be read are logged and left out. Closing may come from another thread. */
interface SignalChannel extends AutoCloseable {
    /** Returns what came since the last call, without waiting long. */
    List<Signal> read();

    @Override
    void close();
}

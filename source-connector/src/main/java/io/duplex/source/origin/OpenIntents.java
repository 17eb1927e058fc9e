// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import java.util.List;

/** Asks for intents that were noted down before the stream's beginning. */
public interface OpenIntents {
    /** Returns the intents of the session with this id, closed ones too, the newest first. */
    List<Intent> ofConnection(long connectionId);
}

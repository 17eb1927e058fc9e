// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import java.util.Optional;
import java.util.OptionalInt;

/** Asks for servers that were noted before the stream's beginning. */
@FunctionalInterface
public interface KnownServers {
    /** No server is known, not even the one that is read. */
    KnownServers NONE = uuid -> Optional.empty();

    /**
     * A server of some site.
     *
     * @param uuid in its GTIDs, in lower case
     * @param local whether it is, or was, one of this site
     */
    record Server(String uuid, int site, boolean local) {
        OptionalInt foreignSite() {
            return local ? OptionalInt.empty() : OptionalInt.of(site);
        }
    }

    /** Returns what is known of the server. */
    Optional<Server> find(String uuid);
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

/**
 * A server whose users' changes are replicated to others.
 *
 * @param site its site, 0 when only its address is known
 * @param name as messages name it
 */
public record SiteServer(int site, String name, ServerSettings settings) {
    /** Names a site by its id. */
    public static SiteServer of(int site, ServerSettings settings) {
        return new SiteServer(site, "site " + site, settings);
    }

    @Override
    public String toString() {
        return name;
    }
}

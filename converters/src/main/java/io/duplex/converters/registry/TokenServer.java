// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.net.URI;
import java.time.Duration;

/**
 * An OAuth 2.0 server that gives out tokens for a client's id and secret.
 *
 * @param scope empty when none is asked for
 * @param buffer how long before a token expires the next one is asked for
 */
record TokenServer(URI url, String clientId, String clientSecret, String scope, Duration buffer) {

    /** Only where it is and who asks: the rest is a secret. */
    @Override
    public String toString() {
        return url + " (client " + clientId + ")";
    }
}

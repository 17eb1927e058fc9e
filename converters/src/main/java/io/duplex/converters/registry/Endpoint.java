// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One base URL of the registry, without user information, and the Authorization header that it expects. */
record Endpoint(URI base, Optional<String> authorization) {

    URI resolve(String path) {
        String prefix = base.toString();
        return URI.create((prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path);
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Only the URL: the header is a secret. */
    @Override
    public String toString() {
        return base.toString();
    }
}

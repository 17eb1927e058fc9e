// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server is. */
public record ServerAddress(String host, int port) {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");
    private static final Pattern PLACE = Pattern.compile("(\\[[^]]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");

    /** Tells whether the text can be a host name or address. */
    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /**
     * Reads {@code host[:port]}, separated by commas; an IPv6 address is in brackets.
     *
     * @throws IllegalArgumentException naming the part that is none
     */
    public static List<ServerAddress> list(String text, int defaultPort) {
        List<ServerAddress> servers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                servers.add(of(part.trim(), defaultPort));
            }
        }
        return servers;
    }

    private static ServerAddress of(String text, int defaultPort) {
        Matcher place = PLACE.matcher(text);
        if (place.matches()) {
            String host = place.group(1).replaceAll("[\\[\\]]", "");
            int port = place.group(2) == null ? defaultPort : Integer.parseInt(place.group(2));
            if (isHost(host) && port > 0 && port <= 0xffff) {
                return new ServerAddress(host, port);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no host[:port]");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

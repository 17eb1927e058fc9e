// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Sites that a transaction has come through, oldest first: the origin, and those that have handed it on.
 *
 * @param sites their ids
 */
public record SitePath(List<Integer> sites) {
    /** Of what users have committed where it was read. */
    public static final SitePath NONE = new SitePath(List.of());

    public SitePath {
        sites = List.copyOf(sites);
    }

    /** Returns the path of what has come from this site alone. */
    public static SitePath of(int site) {
        return new SitePath(List.of(site));
    }

    /**
     * Reads {@link #toString}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static SitePath parse(String text) {
        return new SitePath(Arrays.stream(text.split("\\+"))
                .filter(site -> !site.isEmpty())
                .map(Integer::valueOf)
                .toList());
    }

    /** Returns the path with one more site at its end. */
    public SitePath then(int site) {
        List<Integer> longer = new ArrayList<>(sites);
        longer.add(site);
        return new SitePath(longer);
    }

    @Override
    public String toString() {
        return sites.stream().map(String::valueOf).collect(Collectors.joining("+"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/**
 * Character set and collation of a text, and how strongly it claims them.
 *
 * @param charset MySQL's name, {@code binary} for bytes
 * @param collation MySQL's name
 * @param strength who wins when two texts meet: the smaller one
 */
record Text(String charset, String collation, Strength strength) {
    static final String UNKNOWN_COLLATION = "?";
    static final Text NONE = new Text("", "", Strength.COERCIBLE);
    static final Text BYTES = new Text("binary", "binary", Strength.COERCIBLE);

    /** MySQL's coercibility. */
    enum Strength {
        EXPLICIT,
        IMPLICIT,
        COERCIBLE
    }

    boolean binary() {
        return charset.equals("binary");
    }

    boolean knownCollation() {
        return !collation.equals(UNKNOWN_COLLATION);
    }

    boolean bin() {
        return collation.endsWith("_bin");
    }

    Text with(Strength other) {
        return new Text(charset, collation, other);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/** An expression that cannot be evaluated exactly; the message names the part and what would work. */
public final class FilterRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterRefusedException(String part, String reason) {
        super("`" + part + "` in the row filter cannot be evaluated: " + reason);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

/** None of the servers can go on where the source is, and waiting does not help; the message names what they lack. */
public final class UnfitServersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitServersException(String message) {
        super(message);
    }
}

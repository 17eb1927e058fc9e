// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

/** A statement cannot be given the target's names for certain. */
final class UncertainNamesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UncertainNamesException(String reason) {
        super(reason, null, false, false);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

/**
 * Takes the tokens of row changes. Two changes may be exchanged, or made side by side, unless an exclusive token of one
 * is a token of the other. A token is a hash, so two things may share one: that costs time, never correctness.
 */
public interface TokenSink {
    /** A key value that the change occupies or frees, or a table of which it needs all. */
    void exclusive(long token);

    /** A key value that must stay as it is, or a table of which the change needs a part. */
    void shared(long token);
}

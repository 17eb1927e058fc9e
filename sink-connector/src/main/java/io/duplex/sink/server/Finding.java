// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

/**
 * Something at the server that would make the sink fail.
 *
 * @param option the connector's option that it belongs to
 * @param message what is wrong, and the statement or the change that mends it
 */
public record Finding(String option, String message) {}

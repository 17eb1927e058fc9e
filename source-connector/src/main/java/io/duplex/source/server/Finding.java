// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

/**
 * Something that keeps a source from reading this server.
 *
 * @param option the connector's option that is wrong, or that names the server that is
 * @param message what is wrong, and what cures it
 */
public record Finding(String option, String message) {}

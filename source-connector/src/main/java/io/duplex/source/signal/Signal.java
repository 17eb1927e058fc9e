// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

/**
 * What a user asks for.
 *
 * @param id chosen by the user
 * @param type what to do, such as {@code execute-snapshot}
 * @param data JSON text with the details, empty when there are none
 * @param channel how it came
 */
public record Signal(String id, String type, String data, String channel) {}

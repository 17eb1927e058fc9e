// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.passage;

/**
 * Something to tell the user about an option of Connect's.
 *
 * @param message names the option's value and the remedy
 */
public record Remark(String option, String message) {}

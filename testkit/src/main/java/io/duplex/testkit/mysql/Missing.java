// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

/** A version that this machine cannot have, and why. */
record Missing(String reason) implements Search {}

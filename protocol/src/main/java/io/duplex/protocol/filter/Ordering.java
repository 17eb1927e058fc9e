// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/** Two sides, converted so that they can be compared, and how. */
record Ordering(Evaluator left, Evaluator right, Order order) {}

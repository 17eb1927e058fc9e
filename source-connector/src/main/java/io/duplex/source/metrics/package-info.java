// SPDX-License-Identifier: Apache-2.0
/** What operators see through JMX: the steps count here, and MBeans under Debezium's names and under ours show it. */
@NullMarked
package io.duplex.source.metrics;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.position.ChannelKey;
import java.util.function.Function;

/**
 * What decides about single rows.
 *
 * @param filters which rows the target's tables take
 * @param conflicts what happens in a channel when a change does not fit
 */
record RowRules(TargetFilters filters, Function<ChannelKey, StreamConflicts> conflicts) {}

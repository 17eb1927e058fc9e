// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

/**
 * What processes needed in a run.
 *
 * @param cpuMs CPU time
 * @param peakKb the most resident memory, 0 when it is not known
 */
public record Cost(long cpuMs, long peakKb) {
    /** No process. */
    public static final Cost NONE = new Cost(0, 0);

    Cost plus(Cost other) {
        return new Cost(cpuMs + other.cpuMs, peakKb + other.peakKb);
    }
}

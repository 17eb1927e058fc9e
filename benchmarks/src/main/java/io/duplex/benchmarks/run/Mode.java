// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

/** What is measured. */
public enum Mode {
    CATCH_UP("source, catch-up", "A source reads a backlog out of the binlog"),
    SNAPSHOT("source, first copy", "A source reads tables"),
    WORKER("source into Kafka", "A source in a worker writes a backlog into a broker"),
    DRAIN("sink, drain", "A backlog is written into a target"),
    COPY("sink, first copy", "Tables are written into a target"),
    LAG("steady lag", "A commit at a steady load until it is seen on the target"),
    TWO_WAY("two-way", "Two sites are written at once until they are equal"),
    SCALE("source to target", "A backlog is brought from a source to a target");

    private final String label;
    private final String sentence;

    Mode(String label, String sentence) {
        this.label = label;
        this.sentence = sentence;
    }

    /** As it is named in tables. */
    public String label() {
        return label;
    }

    /** What happens in it, for a reader of a chart. */
    public String sentence() {
        return sentence;
    }
}

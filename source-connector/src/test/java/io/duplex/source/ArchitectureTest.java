// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.duplex.testkit.arch.ArchitectureRules;

@AnalyzeClasses(packages = "io.duplex.source", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule STEPS = ArchitectureRules.pipeline(
            "io.duplex.source",
            "server",
            "position",
            "metrics",
            "binlog",
            "decode",
            "origin",
            "table",
            "column",
            "envelope",
            "topic",
            "notification",
            "signal",
            "snapshot",
            "incremental");

    @ArchTest
    static final ArchRule THE_BINLOG_CLIENT_STAYS_BEHIND_ITS_STEP =
            ArchitectureRules.onlyIn("com.github.shyiko..", "io.duplex.source.binlog..");
}

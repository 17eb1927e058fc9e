// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.duplex.testkit.arch.ArchitectureRules;

@AnalyzeClasses(packages = "io.duplex.sink", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule STEPS = ArchitectureRules.pipeline(
            "io.duplex.sink",
            "server",
            "envelope",
            "transaction",
            "mapping",
            "metrics",
            "schedule",
            "origin",
            "position",
            "conflict",
            "apply");
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.duplex.testkit", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule KNOWS_NO_CONNECTOR = ArchitectureRules.never(
            "io.duplex.protocol..", "io.duplex.source..", "io.duplex.sink..", "io.duplex.converters..");
}

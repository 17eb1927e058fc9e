// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.duplex.testkit.arch.ArchitectureRules;

@AnalyzeClasses(packages = "io.duplex.converters", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(ArchitectureRules.class);

    @ArchTest
    static final ArchRule THE_REGISTRY_KNOWS_NO_CONVERTER =
            ArchitectureRules.pipeline("io.duplex.converters", "registry", "avro", "compact");

    @ArchTest
    static final ArchRule KNOWS_NO_CONNECTOR =
            ArchitectureRules.never("io.duplex.protocol..", "io.duplex.source..", "io.duplex.sink..");
}

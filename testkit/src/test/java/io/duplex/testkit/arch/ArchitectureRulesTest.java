// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

final class ArchitectureRulesTest {
    private static final String SAMPLE = "io.duplex.testkit.arch.sample";
    private final JavaClasses sample = new ClassFileImporter().importPackages(SAMPLE);

    @Test
    void stepThatUsesALaterStepIsFound() {
        assertThatThrownBy(() ->
                        ArchitectureRules.pipeline(SAMPLE, "first", "second").check(sample))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Early");
        assertThat(ArchitectureRules.pipeline(SAMPLE, "second", "first")
                        .evaluate(sample)
                        .hasViolation())
                .isFalse();
    }

    @Test
    void openAndEmptilyNamedClassesAreFound() {
        assertThatThrownBy(() -> ArchitectureRules.CLASSES_ARE_CLOSED.check(sample))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("AbstractThing");
        assertThatThrownBy(() -> ArchitectureRules.NAMES_SAY_WHAT_A_CLASS_DOES.check(sample))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("AbstractThing");
    }

    @Test
    void packageUsedOutsideItsPlaceIsFound() {
        assertThat(ArchitectureRules.onlyIn(SAMPLE + ".second", SAMPLE + ".second")
                        .evaluate(sample)
                        .hasViolation())
                .isTrue();
        assertThat(ArchitectureRules.never("java.sql..").evaluate(sample).hasViolation())
                .isFalse();
    }
}

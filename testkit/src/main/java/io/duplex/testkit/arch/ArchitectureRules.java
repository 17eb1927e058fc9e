// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Rules of the house; a module includes them by {@code ArchTests.in(ArchitectureRules.class)} and adds its own order of steps. */
public final class ArchitectureRules {
    private static final Pattern EMPTY_WORDS = Pattern.compile(".*(Util|Utils|Helper|Manager|Impl|Base)|Abstract.*");

    @ArchTest
    public static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.duplex.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    public static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES = noClasses()
            .should(ArchCondition.from(describe("have a name with an empty word", ArchitectureRules::isEmptilyNamed)))
            .allowEmptyShould(true);

    /** The demo talks to a person at a terminal; everything else writes to the log. */
    @ArchTest
    public static final ArchRule OUTPUT_GOES_TO_THE_LOG = noClasses()
            .that()
            .resideOutsideOfPackage("io.duplex.testkit.demo..")
            .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule LOG_IS_SLF4J =
            GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.allowEmptyShould(true);

    @ArchTest
    public static final ArchRule NOBODY_SLEEPS = noClasses()
            .that()
            .resideOutsideOfPackage("io.duplex.testkit..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule CLASSES_ARE_CLOSED = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should(ArchCondition.from(describe("be final or sealed", ArchitectureRules::isClosed)))
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule STARTED_TASKS_HAVE_FINAL_FIELDS = fields().that()
            .areDeclaredInClassesThat()
            .haveSimpleNameStartingWith("Started")
            .should()
            .beFinal()
            .allowEmptyShould(true);

    private ArchitectureRules() {}

    /** The steps of a pipeline in flow order: each may use only earlier ones, and none the root package, which wires them. */
    public static ArchRule pipeline(String root, String... steps) {
        ArchRule order = noClasses()
                .that()
                .resideInAnyPackage(packages(root, List.of(steps)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root)
                .allowEmptyShould(true);
        for (int step = 0; step < steps.length - 1; step++) {
            List<String> later = Arrays.asList(steps).subList(step + 1, steps.length);
            order = CompositeArchRule.of(order)
                    .and(noClasses()
                            .that(resideInAPackage(root + "." + steps[step] + ".."))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(packages(root, later))
                            .allowEmptyShould(true));
        }
        return order;
    }

    /** Packages (as in {@code java.sql..}) that only the named packages of the module may use. */
    public static ArchRule onlyIn(String used, String... users) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(users)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(used)
                .allowEmptyShould(true);
    }

    /** Packages that the module must not use at all. */
    public static ArchRule never(String... used) {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(used)
                .allowEmptyShould(true);
    }

    private static String[] packages(String root, List<String> steps) {
        return steps.stream().map(step -> root + "." + step + "..").toArray(String[]::new);
    }

    private static boolean isEmptilyNamed(JavaClass type) {
        return EMPTY_WORDS.matcher(type.getSimpleName()).matches();
    }

    private static boolean isClosed(JavaClass type) {
        // The byte code's list of permitted classes is seen by reflection only.
        return type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.SYNTHETIC)
                || type.reflect().isSealed();
    }
}

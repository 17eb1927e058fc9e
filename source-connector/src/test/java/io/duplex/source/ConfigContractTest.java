// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.duplex.source.server.Choice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigContractTest {
    static Stream<ConfigDef.ConfigKey> options() {
        return SourceConfig.configDef().configKeys().values().stream();
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionIsDocumentedAndPlaced(ConfigDef.ConfigKey option) {
        assertThat(option.group).as("group").isNotBlank();
        assertThat(option.orderInGroup).as("order").isPositive();
        assertThat(option.width).as("width").isNotEqualTo(ConfigDef.Width.NONE);
        assertThat(option.displayName).as("display name").isNotBlank().isNotEqualTo(option.name);
        assertThat(option.documentation).as("documentation").endsWith(".").matches("[A-Z].*");
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachDefaultIsValidAndEachValidatorDescribesItself(ConfigDef.ConfigKey option) {
        if (option.validator == null) {
            return;
        }
        assertThat(option.validator.toString()).doesNotContain("io.duplex", "@");
        if (option.hasDefault()) {
            assertThatCode(() -> option.validator.ensureValid(option.name, option.defaultValue))
                    .doesNotThrowAnyException();
        }
    }

    /** What a form asks for: a list to choose from, where there are few values. */
    @ParameterizedTest
    @MethodSource("options")
    void anOptionWithFewValuesRecommendsThem(ConfigDef.ConfigKey option) {
        assertThat(option.validator instanceof ConfigDef.ValidString
                        || option.validator instanceof ConfigDef.CaseInsensitiveValidString)
                .isFalse();
        if (option.validator instanceof Choice) {
            List<ConfigValue> answer = SourceConfig.configDef().validate(Map.of()).stream()
                    .filter(value -> value.name().equals(option.name))
                    .toList();
            assertThat(answer.get(0).recommendedValues())
                    .isNotEmpty()
                    .allSatisfy(value -> assertThatCode(() -> option.validator.ensureValid(option.name, value))
                            .doesNotThrowAnyException());
        }
    }

    @Test
    void noTwoOptionsOfAGroupHaveTheSamePlace() {
        Set<String> places = new HashSet<>();
        assertThat(options())
                .allSatisfy(option -> assertThat(places.add(option.group + option.orderInGroup))
                        .as(option.name)
                        .isTrue());
    }

    @Test
    void anOptionThatIsReadIsNotReportedAsIgnored() {
        assertThat(options()).noneMatch(option -> IgnoredOptions.isIgnored(option.name));
    }

    @Test
    void aMisspeltOptionIsUnknownAndTheNearestOneIsNamed() {
        Set<String> known = SourceConfig.configDef().names();

        assertThat(UnknownOptions.isUnknown("snapshot.mod", known)).isTrue();
        assertThat(UnknownOptions.message("snapshot.mod", known)).contains("snapshot.mode");
        assertThat(known).noneMatch(option -> UnknownOptions.isUnknown(option, known));
        assertThat(Stream.of(
                        "transforms.x.type",
                        "producer.override.linger.ms",
                        "topic.creation.default.partitions",
                        "value.converter.schemas.enable",
                        "schema.history.internal.producer.security.protocol",
                        "signal.data.collection",
                        "errors.log.enable"))
                .noneMatch(option -> UnknownOptions.isUnknown(option, known));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against the collections of the JDK. */
class TokenNumbersTest {
    @Property
    void numbersAreGivenInTheOrderInWhichTokensCome(@ForAll("tokens") List<Long> tokens) {
        TokenNumbers numbers = new TokenNumbers();
        Map<Long, Integer> expected = new HashMap<>();
        for (long token : tokens) {
            int number = expected.computeIfAbsent(token, added -> expected.size());

            assertThat(numbers.add(token)).isEqualTo(number);
            assertThat(numbers.token(number)).isEqualTo(token);
        }
        assertThat(numbers.size()).isEqualTo(expected.size());
        expected.forEach((token, number) -> assertThat(numbers.find(token)).isEqualTo(number));
        for (long other = -100; other < 100; other++) {
            assertThat(numbers.find(other)).isEqualTo(expected.getOrDefault(other, -1));
        }
    }

    @Property
    void writeSetsConflictWhenAnExclusiveTokenIsOneOfTheOther(
            @ForAll("tokens") List<Long> exclusive,
            @ForAll("tokens") List<Long> shared,
            @ForAll("tokens") List<Long> otherExclusive,
            @ForAll("tokens") List<Long> otherShared) {
        WriteSet one = writeSet(exclusive, shared);
        WriteSet other = new WriteSet();
        other.addAll(writeSet(otherExclusive, otherShared));
        boolean expected =
                meet(exclusive, otherExclusive) || meet(exclusive, otherShared) || meet(shared, otherExclusive);

        assertThat(one.conflictsWith(other)).isEqualTo(expected);
        assertThat(other.conflictsWith(one)).isEqualTo(expected);
    }

    private static WriteSet writeSet(List<Long> exclusive, List<Long> shared) {
        WriteSet made = new WriteSet();
        exclusive.forEach(made::exclusive);
        shared.forEach(made::shared);
        return made;
    }

    private static boolean meet(List<Long> some, List<Long> others) {
        Set<Long> both = new HashSet<>(some);
        both.retainAll(new HashSet<>(others));
        return !both.isEmpty();
    }

    /** Many, or few of a kind that meet at one place. */
    @Provide
    Arbitrary<List<Long>> tokens() {
        Arbitrary<Long> near = Arbitraries.longs().between(-100, 100);
        Arbitrary<Long> meeting = Arbitraries.longs().between(0, 50).map(token -> token << 20 | token << 52);
        return Arbitraries.oneOf(near, meeting, Arbitraries.longs()).list().ofMaxSize(300);
    }
}

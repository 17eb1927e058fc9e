// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.gtid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class GtidSetTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Provide
    Arbitrary<Set<Gtid>> members() {
        Arbitrary<Gtid.Source> sources = Combinators.combine(Arbitraries.of(A, B), Arbitraries.of("", "blue", "red"))
                .as(Gtid.Source::new);
        return Combinators.combine(sources, Arbitraries.longs().between(1, 40))
                .as(Gtid::new)
                .set()
                .ofMaxSize(60);
    }

    private static GtidSet setOf(Set<Gtid> members) {
        GtidSet set = GtidSet.EMPTY;
        for (Gtid member : members) {
            set = set.plus(member);
        }
        return set;
    }

    @Property
    void aSetHoldsExactlyWhatWasPutIn(@ForAll("members") Set<Gtid> members, @ForAll("members") Set<Gtid> others) {
        GtidSet set = setOf(members);

        assertThat(set.count()).isEqualTo(members.size());
        assertThat(members).allMatch(set::contains);
        assertThat(others).allMatch(other -> set.contains(other) == members.contains(other));
    }

    @Property
    void theAlgebraIsThatOfPlainSets(@ForAll("members") Set<Gtid> left, @ForAll("members") Set<Gtid> right) {
        Set<Gtid> union = new HashSet<>(left);
        union.addAll(right);
        Set<Gtid> difference = new HashSet<>(left);
        difference.removeAll(right);
        Set<Gtid> common = new HashSet<>(left);
        common.retainAll(right);

        assertThat(setOf(left).plus(setOf(right))).isEqualTo(setOf(union));
        assertThat(setOf(left).minus(setOf(right))).isEqualTo(setOf(difference));
        assertThat(setOf(left).intersect(setOf(right))).isEqualTo(setOf(common));
        assertThat(setOf(left).containsAll(setOf(right))).isEqualTo(left.containsAll(right));
    }

    @Property
    void parsingTheTextGivesTheSet(@ForAll("members") Set<Gtid> members) {
        GtidSet set = setOf(members);

        assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
        assertThat(GtidSet.parse(set.toString().replace(",", ",\n  "))).isEqualTo(set);
    }

    @Test
    void theTextIsTheServersOwn() {
        String text = A + ":1-5:7:9-12:blue:1-3:red:5," + B + ":1";

        assertThat(GtidSet.parse(text)).hasToString(text);
        assertThat(GtidSet.parse(text.toUpperCase(java.util.Locale.ROOT))).hasToString(text);
    }

    @Test
    void overlappingAndAdjacentIntervalsBecomeOne() {
        assertThat(GtidSet.parse(A + ":5-9:1-3:4:2-6")).hasToString(A + ":1-9");
    }

    @Test
    void theLastMemberOfASourceIsKnown() {
        GtidSet set = GtidSet.parse(A + ":1-5:7");

        assertThat(set.last(new Gtid.Source(A, ""))).contains(Gtid.of(A, 7));
        assertThat(set.last(new Gtid.Source(B, ""))).isEmpty();
    }

    @Test
    void nonsenseIsRefusedWithTheText() {
        for (String nonsense : List.of("x:1", A + ":0", A + ":5-3", A + ":-", A + ":1-", "," + A + ":1 2x")) {
            assertThatThrownBy(() -> GtidSet.parse(nonsense)).as(nonsense).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Gtid.parse(A)).hasMessageContaining(A);
        assertThat(Gtid.tryParse(A + ":1:2:3")).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeciderTest {
    private static final List<String> COLUMNS = List.of("id", "Version");

    private static DecodedImage row(@Nullable Object version) {
        return DecodedImage.of(COLUMNS, 1L, version);
    }

    private static TablePolicy policy(Resolution resolution) {
        return new TablePolicy(resolution, Optional.of("version"), Set.of());
    }

    private static Decision decide(
            Resolution resolution, int local, int origin, @Nullable Object change, Object... present) {
        return new Decider(OptionalInt.of(local))
                .decide(
                        policy(resolution),
                        new Decider.Dispute(
                                ConflictKind.UPDATE_DIFFERS,
                                row(change),
                                Arrays.stream(present).map(DeciderTest::row).toList(),
                                origin));
    }

    /** What a site keeps, the other one takes, and the other way round. */
    @Property
    void twoSitesThatMeetEachOthersChangesDecideAlike(
            @ForAll @IntRange(min = 1, max = 9) int one,
            @ForAll @IntRange(min = 1, max = 9) int two,
            @ForAll @IntRange(min = 0, max = 3) int version,
            @ForAll @IntRange(min = 0, max = 3) int other) {
        if (one == two) {
            return;
        }
        for (Resolution resolution : List.of(Resolution.LATEST, Resolution.PRIORITY)) {
            Decision atOne = decide(resolution, one, two, (long) other, (long) version);
            Decision atTwo = decide(resolution, two, one, (long) version, (long) other);

            assertThat(atOne).isNotEqualTo(atTwo);
        }
    }

    @Test
    void theHigherVersionWinsWhateverItsType() {
        MySqlDateTime noon = new MySqlDateTime(2024, 2, 29, 12, 0, 0, 0);
        MySqlDateTime later = new MySqlDateTime(2024, 2, 29, 12, 0, 0, 1);

        assertThat(decide(Resolution.LATEST, 1, 2, 10L, 9L)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 1, 2, 9L, 10L)).isEqualTo(Decision.TARGET);
        assertThat(decide(Resolution.LATEST, 1, 2, new BigDecimal("9.5"), 9L)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 1, 2, later, noon)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 1, 2, noon, later)).isEqualTo(Decision.TARGET);
    }

    @Test
    void aChangeMustBeNewerThanAllRowsInItsWay() {
        assertThat(decide(Resolution.LATEST, 1, 2, 10L, 9L, 8L)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 1, 2, 10L, 9L, 11L)).isEqualTo(Decision.TARGET);
    }

    @Test
    void withoutVersionsThePriorityDecides() {
        assertThat(decide(Resolution.LATEST, 2, 1, null, 9L)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 1, 2, 9L, 9L)).isEqualTo(Decision.TARGET);
        assertThat(decide(Resolution.LATEST, 2, 1, "text", 9L)).isEqualTo(Decision.SOURCE);
        assertThat(decide(Resolution.LATEST, 2, 1, 9L)).isEqualTo(Decision.SOURCE);
    }

    @Test
    void anOriginWithoutSiteNeverHasPriority() {
        assertThat(decide(Resolution.PRIORITY, 2, 0, 1L, 1L)).isEqualTo(Decision.TARGET);
    }

    @Test
    void aRowThatIsGoneAlreadyMayBeDeleted() {
        Decider.Dispute dispute = new Decider.Dispute(ConflictKind.DELETE_MISSING, row(1L), List.of(), 2);
        Decider decider = new Decider(OptionalInt.of(1));

        assertThat(decider.decide(policy(Resolution.TARGET), dispute)).isEqualTo(Decision.SOURCE);
        assertThatThrownBy(() -> decider.decide(policy(Resolution.ERROR), dispute))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Follows the pages of docs/tutorials: what they say is executed, and what they show is what comes. All take {@code
 * -Dduplex.tutorials.all=true}; an ordinary build follows those whose subject no other test has.
 */
class TutorialsIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final boolean ALL = Boolean.getBoolean("duplex.tutorials.all");
    private static final String TWO_DATA_CENTRES = "two-data-centres.md";
    private static final String THREE_HOSTS = "three-hosts.md";
    private static final String NATIVE = "native-master-master.md";

    /** Those that have no test of their own below. */
    static Stream<String> others() {
        Set<String> own = Set.of(TWO_DATA_CENTRES, THREE_HOSTS, NATIVE);
        return TutorialPage.names().stream().filter(name -> ALL && !own.contains(name));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("others")
    void thePageShowsWhatComes(String name) throws Exception {
        try (FollowedTutorial page = FollowedTutorial.start(TutorialPage.read(name))) {
            page.follow();
            page.requireRunning();
        }
    }

    /** Then the line between the centres is gone for a while, and both go on. */
    @Test
    void twoDataCentresGoOnWithoutTheLineBetweenThemAndBecomeEqual() throws Exception {
        try (FollowedTutorial page = FollowedTutorial.start(TutorialPage.read(TWO_DATA_CENTRES))) {
            page.follow();
            MySqlServer east = page.server("mysql-dc1");
            MySqlServer west = page.server("mysql-dc2");
            page.network("mysql-dc2").refuse();
            east.execute("INSERT INTO demo.demo_tbl (note) VALUES ('alone in the east')");
            west.execute("INSERT INTO demo.demo_tbl (note) VALUES ('alone in the west')");
            Eventually.pause(Duration.ofSeconds(1));
            page.network("mysql-dc2").heal();

            new SidesConverge(LIMIT, east, west).verify();
            assertThat(west.number("SELECT COUNT(*) FROM demo.demo_tbl WHERE note LIKE 'alone%'"))
                    .isEqualTo(2);
            page.requireRunning();
        }
    }

    @Test
    void ofThreeHostsTwoAreOneSite() throws Exception {
        try (FollowedTutorial page = FollowedTutorial.start(TutorialPage.read(THREE_HOSTS))) {
            page.follow();
            page.requireRunning();
        }
    }

    @Test
    void nativeMastersMoveOverWhileUsersWrite() throws Exception {
        try (FollowedTutorial page = FollowedTutorial.start(TutorialPage.read(NATIVE))) {
            page.follow();
            new SidesConverge(LIMIT, page.server("mysql-a"), page.server("mysql-b")).verify();
            page.requireRunning();
        }
    }

    @Test
    void thePagesAreListed() {
        List<String> names = TutorialPage.names();

        assertThat(names).contains(TWO_DATA_CENTRES, THREE_HOSTS, NATIVE);
        assertThat(TutorialPage.index()).contains(names);
    }
}

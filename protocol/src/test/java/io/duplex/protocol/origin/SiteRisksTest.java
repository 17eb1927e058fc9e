// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.origin.SiteRisk.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SiteRisksTest {
    private static final int FAR = 600;

    private static SiteServer site(int id, int increment, int offset) {
        return SiteServer.of(id, new ServerSettings("uuid-" + id, id, increment, offset, 0));
    }

    private static List<SiteRisk> risks(SiteServer own, SiteServer... others) {
        return new SiteRisks(own, List.of(others)).found();
    }

    private static List<Kind> kinds(SiteServer own, SiteServer... others) {
        return risks(own, others).stream().map(SiteRisk::kind).toList();
    }

    @Property
    void numbersMeetExactlyWhereSequencesHaveOneInCommon(
            @ForAll @IntRange(min = 1, max = 12) int increment,
            @ForAll @IntRange(min = 1, max = 12) int other,
            @ForAll @IntRange(min = 1, max = 12) int offset,
            @ForAll @IntRange(min = 1, max = 12) int otherOffset) {
        int first = Math.min(offset, increment);
        int second = Math.min(otherOffset, other);
        Set<Integer> both = numbers(increment, first);
        both.retainAll(numbers(other, second));

        assertThat(!kinds(site(1, increment, first), site(2, other, second)).isEmpty())
                .isEqualTo(!both.isEmpty());
    }

    private static Set<Integer> numbers(int increment, int offset) {
        return IntStream.iterate(offset, number -> number < FAR, number -> number + increment)
                .boxed()
                .collect(Collectors.toSet());
    }

    @Test
    void theRemedyGivesEachSiteItsOwnOffsetWithTheLargestIncrementInUse() {
        List<SiteRisk> risks = risks(site(9, 7, 2), site(4, 1, 1));

        assertThat(risks).hasSize(1);
        assertThat(risks.get(0).message())
                .contains("site 9 has auto_increment_increment=7 and auto_increment_offset=2")
                .contains("at site 4: SET GLOBAL auto_increment_increment=7, GLOBAL auto_increment_offset=1; at site 9:"
                        + " SET GLOBAL auto_increment_increment=7, GLOBAL auto_increment_offset=2.");
        assertThat(risks.get(0).refusal()).endsWith("site.risks.accept=auto-increment.");
    }

    @Test
    void anIncrementThatIsTooSmallForAllSitesIsRaised() {
        assertThat(risks(site(1, 2, 1), site(2, 2, 2), site(3, 2, 1)).get(0).message())
                .contains("at site 3: SET GLOBAL auto_increment_increment=3, GLOBAL auto_increment_offset=3");
    }

    @Test
    void anOffsetThatTheServerIgnoresIsNotTakenForOneOfItsOwn() {
        assertThat(kinds(site(1, 2, 1), site(2, 2, 4))).containsExactly(Kind.AUTO_INCREMENT);
    }

    @Test
    void sitesOnOneServerAreNotComparedAnyFurther() {
        ServerSettings settings = new ServerSettings("uuid", 1, 1, 1, 0);
        List<SiteRisk> risks = risks(SiteServer.of(1, settings), SiteServer.of(2, settings));

        assertThat(risks).singleElement().extracting(SiteRisk::kind).isEqualTo(Kind.SAME_SERVER);
        assertThat(risks.get(0).refusal())
                .contains("site 1 and site 2", "uuid", "auto.cnf")
                .doesNotContain("accept");
    }

    @Test
    void namesAndServerNumbersAreCompared() {
        SiteServer one = SiteServer.of(1, new ServerSettings("a", 7, 2, 1, 0));
        SiteServer two = SiteServer.of(2, new ServerSettings("b", 7, 2, 2, 1));

        assertThat(kinds(one, two)).containsExactly(Kind.TABLE_NAMES, Kind.SERVER_ID);
        assertThat(risks(one, two).get(0).message()).contains("lower_case_table_names is 0 at site 1, 1 at site 2");
        assertThat(risks(one, two).get(1).message()).contains("site 1 and site 2", "server_id 7");
    }

    @Test
    void aServerThatIsKnownAsASiteAndByItsAddressIsOne() {
        SiteServer named = new SiteServer(0, "server b:3306", site(2, 2, 2).settings());

        assertThat(kinds(site(1, 2, 1), site(2, 2, 2), named)).isEmpty();
    }

    @Test
    void filtersOfTheBinlogThatHideDuplexAreRefused() {
        MetadataTables tables = new MetadataTables("duplex");

        assertThat(BinlogFilter.of("", "").refusal(tables, "a:1")).isEmpty();
        assertThat(BinlogFilter.of("app,duplex,duplex_settlement", "").refusal(tables, "a:1"))
                .isEmpty();
        assertThat(BinlogFilter.of("", "logs").refusal(tables, "a:1")).isEmpty();
        assertThat(BinlogFilter.of("app,duplex", "").refusal(tables, "a:1"))
                .hasValueSatisfying(text -> assertThat(text).contains("a:1", "binlog-do-db=duplex_settlement"));
        assertThat(BinlogFilter.of("", "duplex").refusal(tables, "a:1"))
                .hasValueSatisfying(text -> assertThat(text).contains("binlog-ignore-db=duplex"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MySqlTemporalTest {

    @Property
    void aDateTimeIsReadAsItWasPrintedAlsoWhenItIsNoDayOfTheCalendar(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 12) int month,
            @ForAll @IntRange(max = 31) int day,
            @ForAll @IntRange(max = 23) int hour,
            @ForAll @IntRange(max = 59) int second,
            @ForAll @IntRange(max = 999_999) int micros) {
        MySqlDateTime value = new MySqlDateTime(year, month, day, hour, 59 - second, second, micros);

        assertThat(MySqlDateTime.parse(value.text(6))).isEqualTo(value);
        assertThat(MySqlDateTime.parse(value.dateText())).isEqualTo(MySqlDateTime.ofDate(year, month, day));
    }

    @Property
    void aTimeIsReadAsItWasPrinted(
            @ForAll @LongRange(min = -3_020_399_999_999L, max = 3_020_399_999_999L) long micros) {
        assertThat(MySqlTime.parse(MySqlTime.text(micros, 6))).isEqualTo(micros);
    }

    @Test
    void textIsWhatTheServerPrints() {
        assertThat(MySqlTime.text(-3_020_399_000_000L, 0)).isEqualTo("-838:59:59");
        assertThat(MySqlTime.text(1, 6)).isEqualTo("00:00:00.000001");
        assertThat(MySqlDateTime.ZERO.text(0)).isEqualTo("0000-00-00 00:00:00");
        assertThat(new MySqlDateTime(2024, 2, 29, 1, 2, 3, 450_000).text(2)).isEqualTo("2024-02-29 01:02:03.45");
    }

    @Test
    void onlyDaysOfTheCalendarHaveADate() {
        assertThat(MySqlDateTime.ofDate(2024, 2, 29).date()).isPresent();
        assertThat(MySqlDateTime.ofDate(2023, 2, 29).date()).isEmpty();
        assertThat(MySqlDateTime.ofDate(2023, 0, 10).date()).isEmpty();
    }
}

package dev.oriel.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrftimeTest {

    /// The words of GNU `date` for the same times.
    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {
        "2026-01-02T03:04:05Z;Fri|Friday|Jan|January|Fri Jan  2 03:04:05 2026|01/02/26|2026-01-02|03:04|03:04:05|03:04:05 AM|AM"
                + "|1767323045|+0000|2026|20|02| 2|2026|26|03|03|002| 3| 3|01|04|05|5|5|00|00|01|26|Jan|01/02/26|03:04:05",
        "2024-12-30T15:09:07Z;Mon|Monday|Dec|December|Mon Dec 30 15:09:07 2024|12/30/24|2024-12-30|15:09|15:09:07|03:09:07 PM|PM"
                + "|1735571347|+0000|2024|20|30|30|2025|25|15|03|365|15| 3|12|09|07|1|1|52|53|01|24|Dec|12/30/24|15:09:07",
        "2023-09-10T00:30:00Z;Sun|Sunday|Sep|September|Sun Sep 10 00:30:00 2023|09/10/23|2023-09-10|00:30|00:30:00|12:30:00 AM|AM"
                + "|1694305800|+0000|2023|20|10|10|2023|23|00|12|253| 0|12|09|30|00|7|0|37|36|36|23|Sep|09/10/23|00:30:00",
        "2021-01-03T12:00:00Z;Sun|Sunday|Jan|January|Sun Jan  3 12:00:00 2021|01/03/21|2021-01-03|12:00|12:00:00|12:00:00 PM|PM"
                + "|1609675200|+0000|2021|20|03| 3|2020|20|12|12|003|12|12|01|00|00|7|0|01|00|53|21|Jan|01/03/21|12:00:00"})
    void conversionsAreThoseOfPosix(String time, String expected) {
        assertThat(Strftime
                .format("%a|%A|%b|%B|%c|%D|%F|%R|%T|%r|%p|%s|%z|%Y|%C|%d|%e|%G|%g|%H|%I|%j|%k|%l|%m|%M|%S|%u|%w|%U|%W|%V|%y"
                        + "|%h|%x|%X", ZonedDateTime.parse(time)))
                .isEqualTo(expected);
    }

    @Test
    void theRestOfAPatternStands() {
        var time = ZonedDateTime.parse("2026-01-02T03:04:05.678+01:00[Europe/Berlin]");
        assertThat(Strftime.format("at %H%M.%f %z %Z: 100%% %Q %", time)).isEqualTo("at 0304.678 +0100 CET: 100% %Q %");
        assertThat(Strftime.format("%t%n", time)).isEqualTo("  ");
    }

    @Test
    void theFirstConversionThatIsNoneIsNamed() {
        assertThat(Strftime.unknown("%Y-%m-%d %%Q")).isNull();
        assertThat(Strftime.unknown("%H:%Q %L")).isEqualTo("%Q");
        assertThat(Strftime.unknown("%H %")).isEqualTo("%");
    }
}

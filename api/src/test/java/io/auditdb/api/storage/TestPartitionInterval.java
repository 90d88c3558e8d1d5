package io.auditdb.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestPartitionInterval {
    private static PartitionRange range(String from, String to) {
        return new PartitionRange(Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "daily, 2024-02-29T23:59:59.999999Z, 2024-02-29, 2024-03-01",
        "weekly, 2024-12-31T00:00:00Z, 2024-12-30, 2025-01-06",
        "weekly, 1969-12-31T00:00:00Z, 1969-12-29, 1970-01-05",
        "monthly, 2024-02-01T00:00:00Z, 2024-02-01, 2024-03-01",
        "quarterly, 2023-12-31T23:59:59Z, 2023-10-01, 2024-01-01",
        "yearly, 1969-06-01T00:00:00Z, 1969-01-01, 1970-01-01",
        "P10D, 1970-01-10T23:59:59Z, 1970-01-01, 1970-01-11",
        "P10D, 1969-12-31T00:00:00Z, 1969-12-22, 1970-01-01",
        "P2W, 1970-01-18T00:00:00Z, 1970-01-05, 1970-01-19",
        "P5M, 2024-01-31T00:00:00Z, 2023-10-01, 2024-03-01",
        "p5y, 2024-01-31T00:00:00Z, 2020-01-01, 2025-01-01"
    })
    void dividesTimeAlongDaysInUtc(String interval, Instant time, String from, String to) {
        PartitionRange cell = PartitionInterval.parse(interval).around(time);
        assertThat(cell).isEqualTo(range(from, to));
        assertThat(PartitionInterval.parse(interval).around(cell.from())).isEqualTo(cell);
        assertThat(PartitionInterval.parse(interval).around(cell.to().minusNanos(1000)))
                .isEqualTo(cell);
    }

    @Test
    void hasOneTextForEachInterval() {
        assertThat(PartitionInterval.parse("P3M"))
                .hasToString("quarterly")
                .isEqualTo(PartitionInterval.parse("Quarterly"));
        assertThat(PartitionInterval.parse("P12M")).hasToString("yearly");
        assertThat(PartitionInterval.parse("p14d")).hasToString("P14D").isNotEqualTo(PartitionInterval.parse("P2W"));
        assertThat(PartitionInterval.parse("P24M")).hasToString("P2Y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hourly", "P0D", "P1H", "10d", "P-1M", "P1M1D", "P1000D"})
    void refusesWhatIsNoInterval(String text) {
        assertThatThrownBy(() -> PartitionInterval.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be daily");
    }

    @Test
    void goesOverARangeWithoutGaps() {
        assertThat(PartitionInterval.parse("monthly").over(range("2020-01-01", "2027-01-01")))
                .hasSize(84)
                .first()
                .isEqualTo(range("2020-01-01", "2020-02-01"));
        assertThat(PartitionInterval.parse("monthly").over(range("2020-01-31", "2020-02-02")))
                .containsExactly(range("2020-01-01", "2020-02-01"), range("2020-02-01", "2020-03-01"));
    }

    @Test
    void takesOthersOutOfARange() {
        PartitionRange year = range("2024-01-01", "2025-01-01");
        assertThat(year.minus(List.of())).containsExactly(year);
        assertThat(year.minus(List.of(range("2023-01-01", "2024-02-01"), range("2024-03-01", "2024-04-01"))))
                .containsExactly(range("2024-02-01", "2024-03-01"), range("2024-04-01", "2025-01-01"));
        assertThat(year.minus(List.of(new PartitionRange(Instant.MIN, Instant.MAX))))
                .isEmpty();
    }
}

package io.auditdb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRow {
    private static Row row(double value, Row.Better better) {
        return new Row("bulk", value, "ratio", 0.85, 0.6, better, Map.of("events", 5));
    }

    @ParameterizedTest
    @CsvSource({
        "0.9, HIGHER, true",
        "0.6, HIGHER, true",
        "0.59, HIGHER, false",
        "0.5, LOWER, true",
        "0.61, LOWER, false"
    })
    void holdsOnTheRightSideOfItsFloor(double value, Row.Better better, boolean holds) {
        assertThat(row(value, better).holds()).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({"0.81449, 0.814", "23199.4, 23200", "0, 0", "0.000123456, 0.000123", "-2.349, -2.35"})
    void keepsThreeDigits(double value, double rounded) {
        assertThat(Row.rounded(value)).isEqualTo(rounded);
    }

    @Test
    void isOneJsonObjectALine() {
        var out = new ByteArrayOutputStream();
        var report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8), new StrictJson(), true);
        report.add(row(0.81, Row.Better.HIGHER));
        assertThat(report.holds()).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("{\"row\":\"bulk\",\"value\":0.81,\"unit\":\"ratio\",\"aim\":0.85,"
                        + "\"floor\":0.6,\"holds\":true,\"settings\":{\"events\":5}}\n");
    }

    @Test
    void aTableSaysWhichFloorsHold() {
        var out = new ByteArrayOutputStream();
        var report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8), new StrictJson(), false);
        report.add(row(0.9, Row.Better.HIGHER));
        report.add(row(0.7, Row.Better.HIGHER));
        assertThat(report.holds()).isTrue();
        report.add(row(0.1, Row.Better.HIGHER));
        assertThat(report.holds()).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("bulk")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("yes, aim"),
                        line -> assertThat(line).matches(".*0\\.7 .*yes *"),
                        line -> assertThat(line).matches(".*0\\.1 .*NO *"));
    }
}

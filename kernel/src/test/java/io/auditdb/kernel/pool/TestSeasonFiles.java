package io.auditdb.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSeasonFiles {
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @TempDir
    private Path directory;

    private static Season season() {
        var season = new Season();
        season.add(EIGHT, 12.5);
        season.add(EIGHT.plus(QUARTER), 3);
        return season;
    }

    @Test
    void whatIsUsualIsKnownAfterARestart() {
        var files = new SeasonFiles(directory.resolve("pools"));
        files.write("primary-read", season());

        Season read = new SeasonFiles(directory.resolve("pools")).read("primary-read");

        assertThat(read.peak(EIGHT, Duration.ZERO)).isEqualTo(12.5);
        assertThat(read.peak(EIGHT.plus(QUARTER), Duration.ZERO)).isZero(); // not over yet
        assertThat(files.read("primary-write").peak(EIGHT, Duration.ZERO)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 2 3", "no numbers"})
    void whatCannotBeReadIsLearnedAnew(String content) throws IOException {
        Files.writeString(directory.resolve("primary-read.season"), content);
        var files = new SeasonFiles(directory);

        assertThat(files.read("primary-read").peak(EIGHT, Duration.ZERO)).isZero();

        files.write("primary-read", season());
        assertThat(files.read("primary-read").peak(EIGHT, Duration.ZERO)).isEqualTo(12.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "Infinity", "much"})
    void noDemandIsNegativeOrEndless(String number) {
        String text = season().text().replace("12.5", number);
        assertThatThrownBy(() -> Season.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

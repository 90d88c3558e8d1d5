package io.auditdb.api.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestDataSize {
    @ParameterizedTest
    @CsvSource({
        "0B, 0, 0B",
        "1B, 1, 1B",
        "1023B, 1023, 1023B",
        "1024B, 1024, 1KB",
        "1KB, 1024, 1KB",
        "64 kb, 65536, 64KB",
        "1500KB, 1536000, 1500KB",
        "100MB, 104857600, 100MB",
        "1024MB, 1073741824, 1GB",
        "2GB, 2147483648, 2GB",
        "3TB, 3298534883328, 3TB",
        "2048TB, 2251799813685248, 2048TB"
    })
    void isReadAndWrittenInItsUnits(String text, long bytes, String written) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(DataSize.parse(text)).hasToString(written);
        assertThat(DataSize.parse(written).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "MB",
                "-1MB",
                "1.5MB",
                "1MiB",
                "1 M B",
                "1PB",
                "0x10B",
                "1e3B",
                "8388608TB",
                "1234567890123456B"
            })
    void refusesWhatIsNotASize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DataSize.parse(text));
    }

    @Test
    void cannotBeNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DataSize(-1));
    }

    @Test
    void isAnIntAsFarAsThatGoes() {
        assertThat(DataSize.parse("2GB").toInt()).isEqualTo(Integer.MAX_VALUE);
        assertThat(DataSize.parse("1GB").toInt()).isEqualTo(1 << 30);
    }
}

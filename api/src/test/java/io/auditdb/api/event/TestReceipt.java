package io.auditdb.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestReceipt {
    @Test
    void saysDatabaseLogPositionAndPlace() {
        var receipt = new Receipt("7412345678901234567", 2, 0x16B374D848L, new BatchPosition(3, 41, 5));
        assertThat(receipt).hasToString("7412345678901234567/2/16b374d848/3.41.5");
        assertThat(Receipt.parse("7412345678901234567/2/16b374d848/3.41.5")).isEqualTo(receipt);
    }

    @Test
    void isReadBackAtItsExtremes() {
        for (long lsn : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            var receipt = new Receipt(
                    "18446744073709551615",
                    Integer.MAX_VALUE,
                    lsn,
                    new BatchPosition(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE));
            assertThat(Receipt.parse(receipt.toString())).isEqualTo(receipt);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "77/1/1f",
                "77/1/1f/2.3",
                "77/1/1f/2.3.4.5",
                "77/1/1f/2.3.4/",
                "77/1/1f/2.3.",
                "77/x/1f/2.3.4",
                "77/1/xyz/2.3.4",
                "77/1/11111111111111111/2.3.4",
                "77/4294967296/1f/2.3.4",
                "77/1/1f/2.3.4 ",
                "77/1//2.3.4"
            })
    void refusesWhatIsNotAReceipt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Receipt.parse(text));
    }
}

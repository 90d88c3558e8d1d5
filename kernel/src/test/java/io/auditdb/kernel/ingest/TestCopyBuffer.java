package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.event.Microseconds;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCopyBuffer {
    private final CopyBuffer buffer = new CopyBuffer(16);

    @Test
    void beginsAndEndsAsPostgresqlExpects() {
        assertThat(HexFormat.of().formatHex(CopyBuffer.HEADER)).isEqualTo("5047434f50590aff0d0a000000000000000000");
        assertThat(HexFormat.of().formatHex(CopyBuffer.TRAILER)).isEqualTo("ffff");
    }

    @Test
    void eachFieldHasItsLengthBeforeIt() {
        assertThat(hex(buffer.columns(28))).isEqualTo("001c");
        assertThat(hex(buffer.text(Utf8.of("aé€")))).isEqualTo("00000006" + "61c3a9e282ac");
        assertThat(hex(buffer.text(Utf8.EMPTY))).isEqualTo("00000000");
        assertThat(hex(buffer.bytes(new byte[] {0, -1}))).isEqualTo("00000002" + "00ff");
        assertThat(hex(buffer.jsonb(new byte[] {'{', '}'}))).isEqualTo("00000003" + "01" + "7b7d");
        assertThat(hex(buffer.smallint(-90))).isEqualTo("00000002" + "ffa6");
        assertThat(hex(buffer.integer(-2))).isEqualTo("00000004" + "fffffffe");
        assertThat(hex(buffer.integer(0x01020304))).isEqualTo("00000004" + "01020304");
        assertThat(hex(buffer.bigint(0x0102030405060708L))).isEqualTo("00000008" + "0102030405060708");
        assertThat(hex(buffer.bigint(-1))).isEqualTo("00000008" + "ffffffffffffffff");
        assertThat(hex(buffer.uuid(UUID.fromString("f0f1f2f3-f4f5-f6f7-f8f9-fafbfcfdfeff"))))
                .isEqualTo("00000010" + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
    }

    @Test
    void aMissingFieldHasNoLength() {
        assertThat(hex(buffer.text(null).bytes(null).jsonb(null))).isEqualTo("ffffffff".repeat(3));
    }

    /** Microseconds since the year 2000. */
    @ParameterizedTest
    @CsvSource({
        "2000-01-01T00:00:00Z, 0",
        "2000-01-01T00:00:00.000001Z, 1",
        "1999-12-31T23:59:59.999999Z, -1",
        "1970-01-01T00:00:00Z, -946684800000000",
        "2026-01-31T07:15:30.123456Z, 823158930123456",
        "1600-01-01T00:00:00Z, -12622780800000000",
        "9999-12-31T23:59:59.999999Z, 252455615999999999"
    })
    void aTimeIsCountedFromTheYear2000(Instant time, long micros) {
        assertThat(hex(buffer.time(Microseconds.of(time))))
                .isEqualTo("00000008" + HexFormat.of().toHexDigits(micros));
    }

    private String hex(CopyBuffer written) {
        String hex = HexFormat.of().formatHex(written.toByteArray());
        buffer.reset();
        return hex;
    }
}

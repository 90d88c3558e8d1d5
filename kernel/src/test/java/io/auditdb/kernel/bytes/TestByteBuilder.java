package io.auditdb.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestByteBuilder {
    private final ByteBuilder bytes = new ByteBuilder(1);

    @Test
    void growsAsItIsWritten() {
        bytes.ascii("ab");
        bytes.write('c');
        bytes.int16(0x0102);
        bytes.int32(0x03040506);
        bytes.int64(-2);
        bytes.twoDigits(7);
        bytes.twoDigits(42);
        assertThat(bytes.toByteArray())
                .containsExactly('a', 'b', 'c', 1, 2, 3, 4, 5, 6, -1, -1, -1, -1, -1, -1, -1, -2, '0', '7', '4', '2');
        bytes.reset();
        assertThat(bytes.size()).isZero();
        assertThat(bytes.toByteArray()).isEmpty();
    }

    @Test
    void writesWhatAnotherHolds() {
        var other = new ByteBuilder(10);
        other.ascii("xyz");
        bytes.write(other);
        bytes.write(other);
        assertThat(bytes.toByteArray()).isEqualTo("xyzxyz".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void writesBase64AsTheJdkDoes() {
        var random = new Random(64);
        for (int length = 0; length < 300; length++) {
            byte[] from = new byte[length + 5];
            random.nextBytes(from);
            bytes.reset();
            bytes.ascii("before");
            bytes.base64(from, 2, length);
            bytes.ascii("behind");
            String expected =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(from, 2, 2 + length));
            assertThat(new String(bytes.toByteArray(), StandardCharsets.US_ASCII))
                    .as("%d bytes", length)
                    .isEqualTo("before" + expected + "behind");
        }
    }
}

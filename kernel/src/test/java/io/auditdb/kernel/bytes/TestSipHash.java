package io.auditdb.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestSipHash {
    @Test
    void givesWhatItsAuthorsPublished() {
        byte[] message = new byte[15];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) i;
        }
        // Aumasson and Bernstein, SipHash: a fast short-input PRF, appendix A
        assertThat(new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of(message))
                .isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void agreesWithAnotherImplementationForEveryLength() {
        var random = new Random(7);
        for (int length = 0; length < 200; length++) {
            long key0 = random.nextLong();
            long key1 = random.nextLong();
            byte[] message = new byte[length];
            random.nextBytes(message);
            assertThat(new SipHash(key0, key1).of(message))
                    .as("%d bytes", length)
                    .isEqualTo(Hashing.sipHash24(key0, key1).hashBytes(message).asLong());
        }
    }
}

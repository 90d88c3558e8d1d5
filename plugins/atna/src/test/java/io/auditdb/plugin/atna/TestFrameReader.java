package io.auditdb.plugin.atna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.plugin.atna.FrameReader.FrameException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.junit.jupiter.api.Test;

class TestFrameReader {
    private static String next(InputStream in) throws IOException, FrameException {
        return new String(new FrameReader(in, 20).next(in.read()), UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void assertKept(InputStream in, String content, String problem) {
        assertThatThrownBy(() -> next(in))
                .isInstanceOfSatisfying(
                        FrameException.class,
                        e -> assertThat(new String(e.content(), UTF_8)).isEqualTo(content))
                .hasMessageContaining(problem);
    }

    @Test
    void readsOneAfterTheOther() throws Exception {
        InputStream in = stream("3 abc5 d\nefg");
        assertThat(next(in)).isEqualTo("abc");
        assertThat(next(in)).isEqualTo("d\nefg");
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void keepsWhatThereIsOfWhatCannotBeRead() {
        assertKept(stream("10 abc"), "abc", "ended after 3 of 10 bytes");
        assertKept(stream("99 " + "x".repeat(99)), "x".repeat(20), "more than max-message");
        assertKept(stream("<85>1 no length"), "<85>1 no length", "has no length");
        assertKept(stream("0 "), "0 ", "has no length");
        assertKept(stream("99999999999 "), "99999999999 ", "has no length");
    }

    @Test
    void keepsWhatCameBeforeTheConnectionFailed() {
        var failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };
        assertKept(new SequenceInputStream(stream("10 abc"), failing), "abc", "for the connection failed");
    }

    @Test
    void takesTheMostSpecificCommonName() {
        assertThat(TlsListener.commonName("CN=pacs-north,CN=Computers,DC=clinic"))
                .isEqualTo("pacs-north");
        assertThat(TlsListener.commonName("O=clinic")).isEmpty();
    }
}

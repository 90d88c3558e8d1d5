package io.auditdb.kernel.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSignedNote {
    private static final String TEXT = "log.example/a\n7\nAAAA\n";

    /** What precedes a raw Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
    private static final String PUBLIC_KEY_PREFIX = "302a300506032b6570032100";

    @TempDir
    private Path directory;

    private LogKeys key;

    @BeforeEach
    void open() {
        key = open("keys", "log.example/a");
    }

    /** The example of the C2SP signed-note specification. */
    @Test
    void opensANoteThatOthersSigned() {
        String verifierKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
        String note =
                "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlT"
                        + "gK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
        VerifierKey foreign = VerifierKey.parse(verifierKey);
        assertThat(foreign.text()).isEqualTo(verifierKey);
        assertThat(isSigned(note, foreign)).isTrue();
        assertThat(isSigned(note.replace("example message", "example massage"), foreign))
                .isFalse();
    }

    private static boolean isSigned(String note, VerifierKey... keys) {
        return SignedNote.parse(note).orElseThrow().isSignedBy(List.of(keys));
    }

    @Test
    void opensWhatItSigned() {
        String note = key.sign(TEXT);
        assertThat(note).startsWith(TEXT + "\n— log.example/a ").endsWith("\n");
        assertThat(key.open(note)).contains(TEXT);
        assertThat(open("keys", "log.example/a").open(note)).contains(TEXT);
    }

    @Test
    void opensATextThatHoldsEmptyLines() {
        String text = "a\n\nb\n\n— c\n";
        assertThat(key.open(key.sign(text))).contains(text);
    }

    /** With nothing but the JDK and the verifier key, as a stranger would. */
    @Test
    void aStrangerCanCheckTheSignature() throws Exception {
        String[] parts = key.newest().text().split("\\+", 3);
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        assertThat(parts[0]).isEqualTo("log.example/a");
        assertThat(typed).hasSize(33).startsWith(1);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("log.example/a\n".getBytes(StandardCharsets.UTF_8));
        byte[] keyId = Arrays.copyOf(sha256.digest(typed), 4);
        assertThat(parts[1]).isEqualTo(HexFormat.of().formatHex(keyId));

        String note = key.sign(TEXT);
        byte[] line = Base64.getDecoder()
                .decode(note.substring(note.lastIndexOf(' ') + 1).strip());
        assertThat(line).hasSize(68).startsWith(keyId);
        byte[] encoded =
                HexFormat.of().parseHex(PUBLIC_KEY_PREFIX + HexFormat.of().formatHex(typed, 1, 33));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(TEXT.getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(line, 4, 64)).isTrue();
    }

    @Test
    void refusesANoteWithAnyBitFlipped() {
        byte[] note = key.sign(TEXT).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < note.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = note.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertThat(key.open(new String(flipped, StandardCharsets.UTF_8)))
                        .as("byte %d, bit %d", i, bit)
                        .isEmpty();
            }
        }
    }

    private static byte[] signature(String note) {
        return Base64.getDecoder()
                .decode(note.substring(note.lastIndexOf(' ') + 1).strip());
    }

    @Test
    void refusesAnotherKey() {
        String note = key.sign(TEXT);
        assertThat(open("other", "log.example/a").open(note)).isEmpty();
        assertThat(open("other", "log.example/a").newest().text())
                .isNotEqualTo(key.newest().text());
    }

    @Test
    void ignoresSignaturesOfOthers() {
        String own = signatureLine(key.sign(TEXT));
        String other = signatureLine(open("witness", "witness.example/w").sign(TEXT));
        String sameName = signatureLine(open("third", "log.example/a").sign(TEXT));
        assertThat(key.open(TEXT + "\n" + (other + sameName).repeat(8) + own)).contains(TEXT);
        assertThat(key.open(TEXT + "\n" + own + other)).contains(TEXT);
        assertThat(key.open(TEXT + "\n" + other + sameName)).isEmpty();
    }

    @Test
    void oneSignatureOfItsOwnThatDoesNotHoldSpoilsTheNote() {
        String good = signatureLine(key.sign(TEXT));
        String bad = signatureLine(key.sign(TEXT + "x\n"));
        assertThat(key.open(TEXT + "\n" + good + bad)).isEmpty();
        assertThat(key.open(TEXT + "\n" + bad + good)).isEmpty();
        assertThat(key.open(TEXT + "\n" + good + good)).contains(TEXT);
    }

    @Test
    void aShortenedSignatureDoesNotHold() {
        byte[] signature = signature(key.sign(TEXT));
        for (int length = 0; length < signature.length; length++) {
            String line =
                    "— log.example/a " + Base64.getEncoder().encodeToString(Arrays.copyOf(signature, length)) + "\n";
            assertThat(key.open(TEXT + "\n" + line)).isEmpty();
        }
        byte[] longer = ByteBuffer.allocate(69).put(signature).array();
        assertThat(key.open(TEXT + "\n— log.example/a " + Base64.getEncoder().encodeToString(longer) + "\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\n\n",
                "text",
                "text\n",
                "text\n\n",
                "text\n\n— log.example/a\n",
                "text\n\n— log.example/a *\n"
            })
    void whatIsNoNoteIsNotOpened(String note) {
        assertThat(key.open(note)).isEmpty();
    }

    @Test
    void belowTheTextThereAreOnlySignatures() {
        String note = key.sign(TEXT);
        assertThat(key.open(note + "more\n")).isEmpty();
        assertThat(key.open(note + "\u2014 other.example *\n")).as("nobody's").contains(TEXT);
    }

    @Test
    void aNoteEndsWithItsLastLine() {
        assertThat(key.open(key.sign(TEXT).stripTrailing())).isEmpty();
    }

    private static String signatureLine(String note) {
        return note.substring(note.lastIndexOf("\n\n") + 2);
    }

    private LogKeys open(String name, String origin) {
        return TestLogKeys.open(directory.resolve(name), origin);
    }
}

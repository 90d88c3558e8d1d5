package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sigstore.encryption.Keys;
import dev.sigstore.encryption.signers.Verifiers;
import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import dev.sigstore.rekor.client.Checkpoints;
import dev.sigstore.rekor.client.RekorEntry;
import io.auditdb.testing.TestingAuditDb;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the platform serves over HTTP, checked by sigstore-java, which knows nothing of it. */
class TestThirdPartyVerifier {
    private static final int COUNT = 333;

    private static TestingAuditDb audit;
    private static String token;
    private static String oldNote;
    private static String oldKey;

    @BeforeAll
    static void fill() throws Exception {
        audit = TestingAuditDb.open(Map.of("plugins.http-api.enabled", true));
        token = Files.readString(audit.var().resolve("admin.token")).strip();
        audit.database().append(SampleEvents.event(0));
        audit.awaitSealed(1);
        oldNote = text("/v1/log/checkpoint");
        oldKey = text("/v1/log/key");
        audit.ledger().rotateKey(Duration.ofHours(1), false);
        audit.database().append(SampleEvents.events(COUNT));
        audit.awaitSealed(COUNT);
        await().until(() ->
                Checkpoints.from(text("/v1/log/checkpoint")).getSignatures().size() == 2);
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static byte[] get(String path) throws Exception {
        URI uri = URI.create(audit.platform().httpUri().orElseThrow() + path);
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static String text(String path) throws Exception {
        return new String(get(path), StandardCharsets.UTF_8);
    }

    /** The verifier key, taken apart by the rules of C2SP signed-note. */
    private record VerifierKey(String name, byte[] id, byte[] publicKey) {
        static VerifierKey parse(String text) {
            String[] parts = text.strip().split("\\+", 3);
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            assertThat(typed[0]).as("algorithm Ed25519").isEqualTo((byte) 1);
            return new VerifierKey(
                    parts[0], HexFormat.of().parseHex(parts[1]), Arrays.copyOfRange(typed, 1, typed.length));
        }

        /** The key as X.509 has it: a fixed header (RFC 8410, 4) and the raw key. */
        byte[] subjectPublicKeyInfo() {
            return HexFormat.of()
                    .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(publicKey));
        }
    }

    private static boolean isSigned(String note) throws Exception {
        return isSigned(note, text("/v1/log/key"));
    }

    private static boolean isSigned(String note, String verifierKey) throws Exception {
        VerifierKey key = VerifierKey.parse(verifierKey);
        RekorEntry.Checkpoint checkpoint = Checkpoints.from(note);
        assertThat(checkpoint.getOrigin()).isEqualTo(key.name());
        var verifier = Verifiers.newVerifier(Keys.parseEd25519(key.subjectPublicKeyInfo()));
        boolean signed = false;
        for (RekorEntry.CheckpointSignature signature : checkpoint.getSignatures()) {
            signed |= Arrays.equals(signature.getKeyHint(), key.id())
                    && verifier.verify(
                            checkpoint.getSignedData().getBytes(StandardCharsets.UTF_8), signature.getSignature());
        }
        return signed;
    }

    @Test
    void acceptsTheCheckpoint() throws Exception {
        String note = text("/v1/log/checkpoint");
        assertThat(Checkpoints.from(note).getSize()).isGreaterThanOrEqualTo(COUNT);
        assertThat(isSigned(note)).isTrue();
    }

    @Test
    void acceptsTheOldKeyForWhatItSignedAndBesideTheNewOne() throws Exception {
        assertThat(isSigned(oldNote, oldKey)).isTrue();
        assertThat(isSigned(oldNote)).isFalse();
        assertThat(isSigned(text("/v1/log/checkpoint"), oldKey)).isTrue();
    }

    @Test
    void refusesACheckpointOfWhichOneBitWasFlipped() throws Exception {
        String note = text("/v1/log/checkpoint");
        String size = note.lines().skip(1).findFirst().orElseThrow();
        String root = note.lines().skip(2).findFirst().orElseThrow();
        byte[] flipped = Base64.getDecoder().decode(root);
        flipped[7] ^= 1;
        assertThat(isSigned(note.replace("\n" + size + "\n", "\n" + (Long.parseLong(size) ^ 1) + "\n")))
                .isFalse();
        assertThat(isSigned(note.replace(root, Base64.getEncoder().encodeToString(flipped))))
                .isFalse();
    }

    /** A {@code .tlog-proof} and the entry it is for, as a stranger puts them together. */
    private record Proof(long index, List<byte[]> path, String note, byte[] leaf) {
        static Proof of(UUID id) throws Exception {
            String text = text("/v1/events/" + id + "/proof");
            assertThat(text).startsWith("c2sp.org/tlog-proof@v1\nindex ");
            int blank = text.indexOf("\n\n");
            List<String> lines = text.substring(0, blank).lines().toList();
            var hashed = new ByteArrayOutputStream();
            hashed.write(0);
            hashed.writeBytes(get("/v1/events/" + id + "/entry"));
            return new Proof(
                    Long.parseLong(lines.get(1).substring("index ".length())),
                    lines.stream().skip(2).map(Base64.getDecoder()::decode).toList(),
                    text.substring(blank + 2),
                    MessageDigest.getInstance("SHA-256").digest(hashed.toByteArray()));
        }

        void verify() throws Exception {
            RekorEntry.Checkpoint checkpoint = Checkpoints.from(note);
            InclusionProofVerifier.verify(
                    leaf, index, checkpoint.getSize(), path, Base64.getDecoder().decode(checkpoint.getBase64Hash()));
        }
    }

    @Test
    void acceptsTheProofOfEveryEvent() throws Exception {
        for (int i = 0; i < COUNT; i += 7) {
            Proof proof = Proof.of(SampleEvents.event(i).id());
            assertThat(isSigned(proof.note())).isTrue();
            proof.verify();
        }
    }

    @Test
    void refusesAProofOfWhichOneBitWasFlipped() throws Exception {
        Proof proof = Proof.of(SampleEvents.event(11).id());
        byte[] leaf = proof.leaf().clone();
        leaf[31] ^= 1;
        assertThatThrownBy(() -> new Proof(proof.index(), proof.path(), proof.note(), leaf).verify())
                .isInstanceOf(InclusionProofVerificationException.class);
        byte[] sibling = proof.path().get(3).clone();
        sibling[0] ^= (byte) 0x80;
        List<byte[]> path = new java.util.ArrayList<>(proof.path());
        path.set(3, sibling);
        assertThatThrownBy(() -> new Proof(proof.index(), path, proof.note(), proof.leaf()).verify())
                .isInstanceOf(InclusionProofVerificationException.class);
        assertThatThrownBy(() -> new Proof(proof.index() ^ 1, proof.path(), proof.note(), proof.leaf()).verify())
                .isInstanceOf(InclusionProofVerificationException.class);
    }

    @Test
    void servesTilesAndBundlesThatGiveTheSameRoot() throws Exception {
        byte[] full = get("/v1/log/tile/0/000");
        assertThat(full).hasSize(256 * 32);
        byte[] bundle = get("/v1/log/tile/entries/000");
        int offset = 0;
        for (int i = 0; i < 256; i++) {
            int length = ((bundle[offset] & 0xff) << 8) | (bundle[offset + 1] & 0xff);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) 0);
            sha256.update(bundle, offset + 2, length);
            assertThat(sha256.digest()).isEqualTo(Arrays.copyOfRange(full, i * 32, i * 32 + 32));
            offset += 2 + length;
        }
        assertThat(offset).isEqualTo(bundle.length);
        assertThat(get("/v1/log/tile/0/001.p/7")).hasSize(7 * 32);
        assertThat(get("/v1/log/tile/1/000.p/1")).hasSize(32);
    }
}

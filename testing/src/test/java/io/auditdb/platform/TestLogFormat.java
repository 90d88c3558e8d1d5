package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.InclusionProof;
import io.auditdb.kernel.event.LedgerEntry;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.tree.ConsistencyCheck;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Computes every vector of {@code docs/reference/log-format.md} again. */
class TestLogFormat {
    private static final Pattern VECTOR =
            Pattern.compile("<!-- vector: (\\w+) -->\n```\\w*\n(.*?)\n```\n", Pattern.DOTALL);
    private static final Map<String, String> vectors = read();
    private static final Set<String> used = new HashSet<>();
    private static final String ORIGIN = "log.example/a";
    private static final HexFormat HEX = HexFormat.of();

    /** Private and public keys of RFC 8032, 7.1, tests 1 to 3. */
    private static final List<List<String>> KEYS = List.of(
            List.of(
                    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
            List.of(
                    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            List.of(
                    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"));

    @TempDir
    private Path directory;

    private static Map<String, String> read() {
        var found = new HashMap<String, String>();
        try {
            String page = Files.readString(Path.of("../docs/reference/log-format.md"));
            VECTOR.matcher(page).results().forEach(vector -> found.put(vector.group(1), vector.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String vector(String name) {
        used.add(name);
        return vectors.get(name);
    }

    @AfterAll
    static void everyVectorWasUsed() {
        assertThat(used).isEqualTo(vectors.keySet());
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private SigningKey key(int index, String name, SignatureType type) throws IOException {
        Path keys = directory.resolve(type + "-" + index);
        var opened = new KeyDirectory(keys);
        String pkcs8 = "302e020100300506032b657004220420" + KEYS.get(index).get(0);
        String info = "302a300506032b6570032100" + KEYS.get(index).get(1);
        Files.writeString(
                keys.resolve("key"),
                Base64.getEncoder().encodeToString(HEX.parseHex(pkcs8)) + "\n"
                        + Base64.getEncoder().encodeToString(HEX.parseHex(info)) + "\n");
        return SigningKey.open(opened, "key", name, type);
    }

    private static List<byte[]> leaves() {
        return vector("leaves").lines().map(HEX::parseHex).toList();
    }

    private static TreeProof tree() {
        byte[] leaves = new byte[5 * Hashes.SIZE];
        for (int i = 0; i < 5; i++) {
            System.arraycopy(leaves().get(i), 0, leaves, i * Hashes.SIZE, Hashes.SIZE);
        }
        return new TreeProof((height, index) ->
                new Hashes().perfect(leaves, Math.toIntExact(index << height) * Hashes.SIZE, 1 << height));
    }

    private static String base64(List<byte[]> hashes) {
        return String.join(
                "\n", hashes.stream().map(Base64.getEncoder()::encodeToString).toList());
    }

    private static String text() {
        return new CheckpointNote(ORIGIN, 5, tree().root(5)).text();
    }

    @Test
    void anEntryHoldsDigestsOfPersonalFields() throws Exception {
        byte[] secret = HEX.parseHex(vector("secret"));
        String salt = base64url(Arrays.copyOf(sha256(secret, utf8("principal.id")), 16));
        assertThat(vector("salt")).isEqualTo(salt);
        assertThat(vector("disclosure")).isEqualTo("[\"" + salt + "\",\"principal.id\",\"dr-4711\"]");
        assertThat(vector("digest")).isEqualTo(base64url(sha256(utf8(base64url(utf8(vector("disclosure")))))));
        assertThat(vector("entry")).contains("\"" + vector("digest") + "\"");
        AuditEvent event = AuditEvent.builder()
                .id(UUID.fromString("0192f0c1-7c1e-7b7e-8d2a-5b1f0f9a3c11"))
                .tenant("clinic")
                .occurredAt(OffsetDateTime.parse("2026-03-01T10:15:30.123456+01:00"))
                .action("fhir.patient.read")
                .status(Status.SUCCESS)
                .classification(Classification.PHI)
                .principal(Principal.of("dr-4711"))
                .subject(Subject.of("patient-1"))
                .details(Map.of("ward", "7b"))
                .build();
        LedgerEntry entry = LedgerEntry.of(event, Instant.parse("2026-03-01T09:15:30.223Z"), secret);
        assertThat(new String(entry.bytes(), StandardCharsets.UTF_8)).isEqualTo(vector("entry"));
        assertThat(vector("leaf")).isEqualTo(HEX.formatHex(sha256(new byte[1], utf8(vector("entry")))));
    }

    @Test
    void leavesAndRoots() throws Exception {
        List<String> entries = List.of("one", "two", "three", "four", vector("entry"));
        for (int i = 0; i < 5; i++) {
            assertThat(leaves().get(i)).isEqualTo(sha256(new byte[1], utf8(entries.get(i))));
        }
        byte[] one = {1};
        byte[] left = sha256(one, leaves().get(0), leaves().get(1));
        assertThat(vector("root3")).isEqualTo(HEX.formatHex(sha256(one, left, leaves().get(2))));
        byte[] four = sha256(one, left, sha256(one, leaves().get(2), leaves().get(3)));
        assertThat(vector("root")).isEqualTo(HEX.formatHex(sha256(one, four, leaves().get(4))));
        assertThat(tree().root(5)).isEqualTo(HEX.parseHex(vector("root")));
        var bundle = new ByteArrayOutputStream();
        for (String entry : entries.subList(0, 2)) {
            bundle.writeBytes(new byte[] {0, (byte) entry.length()});
            bundle.writeBytes(utf8(entry));
        }
        assertThat(vector("bundle")).isEqualTo(HEX.formatHex(bundle.toByteArray()));
    }

    @Test
    void proofs() {
        assertThat(vector("inclusion2")).isEqualTo(base64(tree().inclusion(2, 5)));
        List<byte[]> consistency = tree().consistency(3, 5);
        assertThat(vector("consistency")).isEqualTo(base64(consistency));
        assertThat(new ConsistencyCheck()
                        .holds(3, HEX.parseHex(vector("root3")), 5, HEX.parseHex(vector("root")), consistency))
                .isTrue();
    }

    @Test
    void checkpointsAndRotation() throws Exception {
        SigningKey old = key(0, ORIGIN, SignatureType.NOTE);
        SigningKey fresh = key(2, ORIGIN, SignatureType.NOTE);
        assertThat(vector("vkey")).isEqualTo(old.verifier().text());
        String text = text();
        assertThat(vector("note") + "\n").isEqualTo(text + "\n" + old.sign(text, Instant.EPOCH));
        assertThat(vector("both") + "\n")
                .isEqualTo(text + "\n" + fresh.sign(text, Instant.EPOCH) + old.sign(text, Instant.EPOCH));
        SignedNote rotation = SignedNote.parse(vector("rotation") + "\n").orElseThrow();
        assertThat(rotation.isSignedBy(List.of(old.verifier()))).isTrue();
        assertThat(rotation.isSignedBy(List.of(fresh.verifier()))).isTrue();
        assertThat(rotation.text())
                .isEqualTo("audit-db/key-rotation/v1\nold " + old.verifier() + "\nnew " + fresh.verifier()
                        + "\nuntil 2026-04-01T00:00:00Z\n");
        assertThat(CheckpointNote.parse(rotation.text())).isEmpty();
    }

    @Test
    void cosignaturesAndProofs() throws Exception {
        SigningKey witness = key(1, "witness.example/w", SignatureType.COSIGNATURE);
        assertThat(vector("wkey")).isEqualTo(witness.verifier().text());
        String line = witness.sign(text(), Instant.ofEpochSecond(1_772_356_531)).toString();
        assertThat(vector("co") + "\n").isEqualTo(line);
        String cosigned = vector("note") + "\n" + line;
        assertThat(SignedNote.parse(cosigned)
                        .orElseThrow()
                        .isSignedBy(List.of(VerifierKey.parse(vector("wkey")), VerifierKey.parse(vector("vkey")))))
                .isTrue();
        var checkpoint = new Checkpoint(ORIGIN, 5, tree().root(5), cosigned, Instant.EPOCH);
        assertThat(vector("proof") + "\n")
                .isEqualTo(new InclusionProof(4, leaves().get(4), tree().inclusion(4, 5), checkpoint).text());
    }

    @Test
    void theMacOfABatch() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        UUID id = UUID.fromString("0192f0c1-7c1e-7b7e-8d2a-5b1f0f9a3c11");
        assertThat(vector("mac"))
                .isEqualTo(HEX.formatHex(new BatchMac(key).of(1, 42, List.of(id), HEX.parseHex(vector("leaf")))));
    }
}

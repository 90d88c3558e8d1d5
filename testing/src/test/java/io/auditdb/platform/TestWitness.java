package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.ledger.Witness;
import io.auditdb.api.ledger.Witness.Answer;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.ledger.note.CheckpointNote;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.TreeProof;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.testing.TestingAuditDb;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform as a witness, request by request, as C2SP tlog-witness wants it answered. */
class TestWitness {
    @TempDir
    private static Path directory;

    private static final List<Log> logs = new ArrayList<>();
    private static int used;
    private static TestingAuditDb audit;
    private static Witness witness;

    @BeforeAll
    static void open() {
        for (int i = 0; i < 12; i++) {
            logs.add(new Log("log.example/" + i, new Random(i)));
        }
        audit = TestingAuditDb.open(Map.of(
                "ledger.witness.logs",
                logs.stream().map(log -> log.key.verifier().text()).toList()));
        witness = audit.platform().service(Witness.class);
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    /** A log that this witness knows and has not cosigned yet. */
    private static Log fresh() {
        return logs.get(used++);
    }

    /** A small log whose checkpoints the test signs. */
    private static final class Log {
        private static final int SIZE = 64;

        private final SigningKey key;
        private final byte[] leaves = new byte[SIZE * Hashes.SIZE];

        Log(String name, Random random) {
            key = SigningKey.open(new KeyDirectory(directory.resolve(name)), "key", name, SignatureType.NOTE);
            random.nextBytes(leaves);
        }

        /** Made anew each time, because it is for one thread. */
        private TreeProof proofs() {
            return new TreeProof((height, index) ->
                    new Hashes().perfect(leaves, Math.toIntExact(index << height) * Hashes.SIZE, 1 << height));
        }

        /** The same name and key, and another history from a leaf on. */
        Log fork(int leaf) {
            var fork = new Log(key.verifier().name(), new Random(0));
            System.arraycopy(leaves, 0, fork.leaves, 0, leaves.length);
            fork.leaves[leaf * Hashes.SIZE] ^= 1;
            return fork;
        }

        String text(int size) {
            return new CheckpointNote(key.verifier().name(), size, proofs().root(size)).text();
        }

        String note(int size) {
            return text(size) + "\n" + key.sign(text(size), Instant.EPOCH);
        }

        String request(int old, int size) {
            var request = new StringBuilder("old " + old + "\n");
            proofs().consistency(old, size)
                    .forEach(hash -> request.append(Base64.getEncoder().encodeToString(hash))
                            .append('\n'));
            return request.append('\n').append(note(size)).toString();
        }
    }

    private static void assertCosigned(Log log, int old, int size) {
        Answer answer = witness.addCheckpoint(log.request(old, size));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(new SignedNote(log.text(size), SignedNote.lines(answer.body()))
                        .isSignedBy(List.of(VerifierKey.parse(witness.verifierKey()))))
                .isTrue();
        assertThat(answer.body()).startsWith("\u2014 ").endsWith("\n");
    }

    private static void assertRefused(String request, int status) {
        Answer answer = witness.addCheckpoint(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(SignedNote.lines(answer.body())).isEmpty();
    }

    @Test
    void cosignsALogThatOnlyGrows() {
        Log log = fresh();
        assertCosigned(log, 0, 5);
        assertCosigned(log, 5, 5);
        assertCosigned(log, 5, 8);
        assertCosigned(log, 8, 64);
    }

    /** With nothing but the JDK, as the specification says it. */
    @Test
    void aCosignatureIsTheTimeAndASignatureOverTimeAndCheckpoint() throws Exception {
        Log log = fresh();
        String line = witness.addCheckpoint(log.request(0, 3)).body().strip();
        byte[] bytes = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
        assertThat(bytes).hasSize(4 + 8 + 64);
        String[] vkey = witness.verifierKey().split("\\+", 3);
        byte[] typed = Base64.getDecoder().decode(vkey[2]);
        assertThat(typed[0]).isEqualTo((byte) 4);
        assertThat(HexFormat.of().formatHex(bytes, 0, 4)).isEqualTo(vkey[1]);
        long time = ByteBuffer.wrap(bytes, 4, 8).getLong();
        assertThat(Instant.ofEpochSecond(time))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        byte[] encoded = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(typed, 1, 33));
        var signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(("cosignature/v1\ntime " + time + "\n" + log.text(3)).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(bytes, 12, 64)).isTrue();
    }

    @Test
    void refusesLogsThatItDoesNotKnowWith404AndKeysWith403() {
        assertRefused(new Log("other.example/log", new Random(1)).request(0, 5), 404);
        Log log = fresh();
        String forged = log.request(0, 5).replace("\n5\n", "\n6\n");
        assertRefused(forged, 403);
        Log swapped = new Log("stranger/" + log.key.verifier().name(), new Random(1));
        String text = log.text(5);
        assertRefused("old 0\n\n" + text + "\n" + swapped.key.sign(text, Instant.EPOCH), 403);
        assertCosigned(log, 0, 5);
    }

    @Test
    void saysWithStatus409WhichSizeItHasCosigned() {
        Log log = fresh();
        Answer first = witness.addCheckpoint(log.request(3, 5));
        assertThat(first).isEqualTo(new Answer(409, "text/x.tlog.size", "0\n"));
        assertCosigned(log, 0, 5);
        for (int old : List.of(0, 4, 6, 7)) {
            assertThat(witness.addCheckpoint(log.request(old, 7)))
                    .isEqualTo(new Answer(409, "text/x.tlog.size", "5\n"));
        }
        assertThat(witness.addCheckpoint(log.request(4, 4))).isEqualTo(new Answer(409, "text/x.tlog.size", "5\n"));
        assertRefused("old 9\n\n" + log.note(7), 400);
    }

    @Test
    void refusesAnotherHistoryWith422AndSaysSoInHealth() {
        Log log = fresh();
        assertCosigned(log, 0, 20);
        Log fork = log.fork(11);
        assertRefused(fork.request(20, 20), 422);
        assertRefused(fork.request(20, 30), 422);
        assertRefused("old 20\n\n" + log.note(30), 422);
        assertRefused(log.request(20, 30).replaceFirst("\n[^\n]{44}\n", "\n" + "A".repeat(43) + "=\n"), 422);
        assertThat(health()).contains("the log " + log.key.verifier().name() + " showed a checkpoint over 30 leaves");
        assertCosigned(log, 20, 30);
        assertThat(health()).doesNotContain(log.key.verifier().name() + " ");
    }

    private static String health() {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(check -> check.name().equals("witness"))
                .map(check -> check.check().message())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEmptyLogHasTheEmptyRoot() {
        Log log = fresh();
        assertCosigned(log, 0, 0);
        String text = new CheckpointNote(log.key.verifier().name(), 0, new byte[32]).text();
        assertRefused("old 0\n\n" + text + "\n" + log.key.sign(text, Instant.EPOCH), 422);
        assertCosigned(log, 0, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "old 0",
                "old 0\n\n",
                "old x\n\nNOTE",
                "old -1\n\nNOTE",
                "old 00\n\nNOTE",
                "OLD 0\n\nNOTE",
                "old 0\nAAAA\n\nNOTE",
                "old 0\n*\n\nNOTE",
                "old 0\n\nlog.example/11\n5\nAAAA\n\n"
            })
    void refusesWhatIsNoRequestWith400(String request) {
        assertRefused(request.replace("NOTE", logs.get(11).note(5)), 400);
    }

    @Test
    void refusesALongProof() {
        Log log = logs.get(11);
        String hash = "A".repeat(43) + "=\n";
        assertRefused("old 1\n" + hash.repeat(64) + "\n" + log.note(5), 400);
    }

    @Test
    void servesWhatItCosignedLast() throws Exception {
        Log log = fresh();
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(log.key.verifier().name().getBytes(StandardCharsets.UTF_8));
        String name = HexFormat.of().formatHex(hash);
        assertThat(witness.checkpoint(name)).isEmpty();
        assertThat(witness.checkpoint("0".repeat(64))).isEmpty();
        assertCosigned(log, 0, 5);
        assertCosigned(log, 5, 6);
        String note = witness.checkpoint(name).orElseThrow();
        assertThat(note).startsWith(log.note(6));
        SignedNote parsed = SignedNote.parse(note).orElseThrow();
        assertThat(parsed.isSignedBy(List.of(log.key.verifier()))).isTrue();
        assertThat(parsed.isSignedBy(List.of(VerifierKey.parse(witness.verifierKey()))))
                .isTrue();
    }

    @Test
    void ofTwoHistoriesAtOnceItCosignsOne() throws Exception {
        Log log = fresh();
        Log fork = log.fork(2);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                int old = round == 0 ? 0 : round + 2;
                int size = round + 3;
                List<Callable<Answer>> requests = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Log asking = i % 2 == 0 ? log : fork;
                    requests.add(() -> witness.addCheckpoint(asking.request(old, size)));
                }
                var roots = new HashSet<Boolean>();
                List<Future<Answer>> answers = threads.invokeAll(requests);
                for (int i = 0; i < answers.size(); i++) {
                    Answer answer = answers.get(i).get();
                    assertThat(answer.status()).isIn(200, 409, 422);
                    if (answer.status() == 200) {
                        roots.add(i % 2 == 0);
                    }
                }
                assertThat(roots).as("histories cosigned").hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatItCosignedSurvivesARestart() {
        Map<String, Object> settings = Map.of(
                "ledger.witness.name",
                "witness.example/w",
                "ledger.witness.logs",
                logs.get(0).key.verifier().text());
        try (TestingAuditDb restarted = TestingAuditDb.open(settings)) {
            Witness before = restarted.platform().service(Witness.class);
            assertThat(before.verifierKey()).startsWith("witness.example/w+");
            assertThat(before.addCheckpoint(logs.get(0).request(0, 9)).status()).isEqualTo(200);
            String key = before.verifierKey();
            restarted.stop();
            restarted.start();
            Witness after = restarted.platform().service(Witness.class);
            assertThat(after.verifierKey()).isEqualTo(key);
            assertThat(after.addCheckpoint(logs.get(0).fork(3).request(0, 9)).body())
                    .isEqualTo("9\n");
        }
    }
}

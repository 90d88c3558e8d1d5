package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.auditdb.api.json.Json;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the platform serves over HTTP, checked by the packages behind Go's checksum database and behind npm's provenance,
 * across a rotation of keys. Needs the commands go and node, and what {@code src/third-party/install} installs: runs with
 * the Maven profile {@code third-party}.
 */
@Tag("third-party")
class TestThirdPartyTools {
    private static final Path SOURCES = Path.of("src/third-party").toAbsolutePath();
    private static final Path TARGET = Path.of("target/third-party").toAbsolutePath();
    private static final int OLD = 100;
    private static final int COUNT = 600;
    private static final int EVENT = 333;
    private static final Map.Entry<Integer, String> ACCEPTED = Map.entry(0, "accepted");

    private static final HttpClient http = HttpClient.newHttpClient();
    private static final Json json = new StrictJson();
    private static TestingAuditDb audit;
    private static HttpServer proxy;
    private static volatile String damaged = "";
    private static Map<String, Object> evidence;

    @BeforeAll
    static void fill() throws Exception {
        var built = run(
                SOURCES.resolve("go"),
                "",
                "go",
                "build",
                "-o",
                TARGET.resolve("verify").toString(),
                "verify.go");
        assertThat(built).isEqualTo(Map.entry(0, ""));
        audit = TestingAuditDb.open(Map.of("plugins.http-api.enabled", true));
        audit.database().append(SampleEvents.events(OLD));
        audit.awaitSealed(OLD);
        String oldNote = text("/v1/log/checkpoint");
        String oldKey = text("/v1/log/key").strip();
        audit.ledger().rotateKey(Duration.ofHours(1), false);
        audit.database().append(SampleEvents.events(COUNT));
        audit.awaitSealed(COUNT);
        await().until(() -> SignedNote.parse(text("/v1/log/checkpoint"))
                        .orElseThrow()
                        .signatures()
                        .size()
                == 2);
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", TestThirdPartyTools::forward);
        proxy.start();
        evidence = evidence(oldNote, oldKey);
    }

    @AfterAll
    static void close() {
        if (proxy != null) {
            proxy.stop(0);
        }
        audit.close();
    }

    private static Map<String, Object> evidence(String oldNote, String oldKey) throws Exception {
        String event = "/v1/events/" + SampleEvents.event(EVENT).id();
        String proof = text(event + "/proof");
        int blank = proof.indexOf("\n\n");
        List<String> lines = proof.substring(0, blank).lines().toList();
        String note = proof.substring(blank + 2);
        var consistency =
                (Map<?, ?>) json.read(text("/v1/log/consistency?from=" + size(oldNote) + "&to=" + size(note)));
        var all = new LinkedHashMap<String, Object>();
        all.put("Vkeys", List.of(oldKey));
        all.put("Note", note);
        all.put("OldNote", oldNote);
        all.put("Index", Long.parseLong(lines.get(1).substring("index ".length())));
        all.put("Entry", Base64.getEncoder().encodeToString(get(event + "/entry")));
        all.put("Proof", lines.subList(2, lines.size()));
        all.put("Consistency", consistency.get("consistency"));
        all.put("Tiles", "http://127.0.0.1:" + proxy.getAddress().getPort() + "/v1/log");
        return all;
    }

    private static long size(String note) {
        return Long.parseLong(note.lines().skip(1).findFirst().orElseThrow());
    }

    private static byte[] get(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(audit.platform().httpUri().orElseThrow() + path));
        request.header(
                "Authorization",
                "Bearer " + Files.readString(audit.var().resolve("admin.token")).strip());
        HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static String text(String path) throws IOException, InterruptedException {
        return new String(get(path), StandardCharsets.UTF_8);
    }

    /** Serves what the platform serves, but for one bit where a test wants it. */
    private static void forward(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] body = get(path);
            if (path.equals(damaged)) {
                body[body.length / 2] ^= 1;
            }
            exchange.sendResponseHeaders(200, body.length);
            out.write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Runs a program and returns its exit code and what it said. */
    private static Map.Entry<Integer, String> run(Path directory, String input, String... command) throws Exception {
        Files.createDirectories(TARGET);
        Path in = Files.writeString(Files.createTempFile(TARGET, "in", ".json"), input);
        Path out = Files.createTempFile(TARGET, "out", ".txt");
        try {
            var process = new ProcessBuilder(command).directory(directory.toFile());
            process.environment()
                    .putAll(Map.of(
                            "GO111MODULE", "off",
                            "GOPATH", System.getProperty("third-party.gopath", "/usr/share/gocode"),
                            "GOCACHE", TARGET.resolve("go-cache").toString()));
            Process running = process.redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(running.waitFor(2, TimeUnit.MINUTES))
                    .as("%s has ended", command[0])
                    .isTrue();
            return Map.entry(running.exitValue(), Files.readString(out).strip());
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }

    private static Map.Entry<Integer, String> go(Map<String, Object> given) throws Exception {
        return run(TARGET, json.write(given), TARGET.resolve("verify").toString());
    }

    private static Map.Entry<Integer, String> node(Map<String, Object> given) throws Exception {
        return run(
                TARGET,
                json.write(given),
                "node",
                SOURCES.resolve("node/verify.js").toString(),
                TARGET.resolve("node").toString());
    }

    private static Map<String, Object> with(String name, Object value) {
        var changed = new LinkedHashMap<>(evidence);
        changed.put(name, value);
        return changed;
    }

    private static String flipped(Object base64, int index) {
        byte[] bytes = Base64.getDecoder().decode((String) base64);
        bytes[index] ^= 4;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static List<Object> flippedIn(String name) {
        var hashes = new ArrayList<Object>((List<?>) evidence.get(name));
        hashes.set(1, flipped(hashes.get(1), 31));
        return hashes;
    }

    @Test
    void goAcceptsNotesProofsAndTiles() throws Exception {
        assertThat(go(evidence)).isEqualTo(ACCEPTED);
    }

    @Test
    void nodeAcceptsNoteAndProof() throws Exception {
        assertThat(node(evidence)).isEqualTo(ACCEPTED);
    }

    @Test
    void bothAcceptTheNewKeyAsWell() throws Exception {
        Map<String, Object> renewed = with("Vkeys", List.of(text("/v1/log/key").strip()));
        assertThat(node(renewed)).isEqualTo(ACCEPTED);
        renewed.put("OldNote", evidence.get("Note"));
        renewed.put("Consistency", List.of());
        assertThat(go(renewed)).isEqualTo(ACCEPTED);
    }

    @Test
    void bothLetTheCosignatureOfAWitnessBe() throws Exception {
        String note = (String) evidence.get("Note");
        var witness = SigningKey.open(
                new KeyDirectory(audit.var().resolve("w")), "key", "witness.example/w", SignatureType.COSIGNATURE);
        String text = SignedNote.parse(note).orElseThrow().text();
        Map<String, Object> cosigned = with("Note", note + witness.sign(text, Instant.now()));
        assertThat(go(cosigned)).isEqualTo(ACCEPTED);
        assertThat(node(cosigned)).isEqualTo(ACCEPTED);
    }

    @Test
    void bothRefuseAChangedNote() throws Exception {
        String note = (String) evidence.get("Note");
        String root = note.lines().skip(2).findFirst().orElseThrow();
        for (String forged : List.of(
                note.replace(root, flipped(root, 7)),
                note.replaceFirst("\n" + size(note) + "\n", "\n" + (size(note) ^ 1) + "\n"))) {
            assertThat(go(with("Note", forged)).getKey()).isEqualTo(1);
            assertThat(node(with("Note", forged)).getKey()).isEqualTo(1);
        }
    }

    @Test
    void bothRefuseASignatureThatDoesNotHold() throws Exception {
        String note = (String) evidence.get("Note");
        String old = note.substring(note.lastIndexOf(' ') + 1).strip();
        String forged = note.replace(old, flipped(old, 40));
        assertThat(go(with("Note", forged)).getKey()).isEqualTo(1);
        assertThat(node(with("Note", forged)).getKey()).isEqualTo(1);
    }

    @Test
    void bothRefuseAChangedProofOrEntry() throws Exception {
        for (Map<String, Object> forged : List.of(
                with("Proof", flippedIn("Proof")),
                with("Entry", flipped(evidence.get("Entry"), 3)),
                with("Index", (Long) evidence.get("Index") ^ 1))) {
            assertThat(go(forged).getKey()).isEqualTo(1);
            assertThat(node(forged).getKey()).isEqualTo(1);
        }
    }

    @Test
    void goRefusesAChangedConsistencyProof() throws Exception {
        assertThat(go(with("Consistency", flippedIn("Consistency"))).getValue()).contains("consistency");
    }

    @Test
    void goRefusesAChangedTile() throws Exception {
        damaged = "/v1/log/tile/0/001";
        try {
            assertThat(go(evidence).getValue()).contains("tiles");
        } finally {
            damaged = "";
        }
    }
}

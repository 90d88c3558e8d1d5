package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sigstore.rekor.client.Checkpoints;
import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.ledger.Witness;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.kernel.KernelSettings;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.ledger.witness.WitnessSettings;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import io.auditdb.testing.FreePort;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two daemons, each the witness of the other, over HTTP; the guide witness.md is this test in words. */
class TestTwoHospitals {
    private static final HttpClient http = HttpClient.newHttpClient();

    private static Hospital north;
    private static Hospital south;

    /** One hospital with its daemon. */
    private static final class Hospital {
        private final Map<String, Object> settings = new HashMap<>();
        private final TestingAuditDb audit;

        Hospital(String name) throws IOException {
            settings.put("plugins.http-api.enabled", true);
            settings.put("http.port", FreePort.find());
            settings.put("ledger.origin", name);
            settings.put("ledger.witness.interval", "20ms");
            settings.put("ledger.witness.retry-interval", "50ms");
            audit = TestingAuditDb.open(settings);
        }

        String url() {
            return audit.platform().httpUri().orElseThrow().toString();
        }

        String get(String path) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(url() + path)).build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }

        VerifierKey witnessKey() {
            return VerifierKey.parse(audit.platform().service(Witness.class).verifierKey());
        }

        /** What the guide says to configure: the key of the log that is watched, and the witness that is asked. */
        void trust(Hospital other) {
            settings.put("ledger.witness.logs", List.of(other.audit.ledger().verifierKey()));
            settings.put("ledger.witness.witnesses", List.of(other.witnessKey() + " " + other.url() + "/v1/witness"));
        }

        void restart() {
            audit.stop();
            audit.start();
        }

        String health(String check) {
            return audit.platform().extensions(HealthCheck.class).stream()
                    .filter(it -> it.name().equals(check))
                    .map(it -> it.check().message())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @BeforeAll
    static void open() throws Exception {
        north = new Hospital("north.example/audit");
        south = new Hospital("south.example/audit");
        north.trust(south);
        south.trust(north);
        north.restart();
        south.restart();
    }

    @AfterAll
    static void close() {
        north.audit.close();
        south.audit.close();
    }

    private static boolean isCosigned(String note, Hospital witness) {
        return SignedNote.parse(note).orElseThrow().isSignedBy(List.of(witness.witnessKey()));
    }

    private static void assertCosigns(Hospital log, Hospital witness) throws Exception {
        log.audit.database().append(SampleEvents.events(300));
        log.audit.awaitSealed(300);
        Checkpoint sealed = log.audit.ledger().checkpoint().orElseThrow();
        await().until(() -> isCosigned(log.get("/v1/log/checkpoint"), witness)
                && Checkpoints.from(log.get("/v1/log/checkpoint")).getSize() >= sealed.size());
        String note = log.get("/v1/log/checkpoint");
        assertThat(Checkpoints.from(note).getSignatures()).hasSize(2);
        assertThat(SignedNote.parse(note)
                        .orElseThrow()
                        .isSignedBy(List.of(VerifierKey.parse(log.audit.ledger().verifierKey()))))
                .isTrue();
        var proof = log.audit
                .ledger()
                .proof(SampleEvents.event(7).tenant(), SampleEvents.event(7).id())
                .orElseThrow();
        assertThat(isCosigned(proof.checkpoint().note(), witness))
                .as("a proof carries the cosignature")
                .isTrue();
        assertThat(proof.text()).endsWith(proof.checkpoint().note());
        String name = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(proof.checkpoint().origin().getBytes(StandardCharsets.UTF_8)));
        String seen = witness.get("/v1/witness/" + name + "/checkpoint");
        assertThat(isCosigned(seen, witness)).isTrue();
        assertThat(log.audit.verify().violations()).isEmpty();
        assertThat(log.health("cosigning by " + witness.witnessKey().name())).isEmpty();
    }

    @Test
    void eachCosignsTheCheckpointsOfTheOther() throws Exception {
        assertCosigns(north, south);
        assertCosigns(south, north);
    }

    @Test
    void theGuideConfiguresThis() throws IOException {
        String guide = Files.readString(Path.of("../docs/guides/witness.md"));
        int start = guide.indexOf("<!-- config: north -->\n```yaml\n");
        String yaml = guide.substring(guide.indexOf("ledger:", start), guide.indexOf("\n```\n", start));
        Path file = Files.writeString(
                north.audit.var().resolve("guide.yaml"),
                yaml.replace("WITNESS-KEY-OF-SOUTH", south.witnessKey().text())
                        .replace("https://audit.south.example", south.url())
                        .replace("LOG-KEY-OF-SOUTH", south.audit.ledger().verifierKey()));
        WitnessSettings configured = Configuration.load(file, Map.of())
                .bind("", KernelSettings.class)
                .ledger()
                .witness();
        assertThat(configured.logs()).isEqualTo(north.settings.get("ledger.witness.logs"));
        assertThat(configured.witnesses()).isEqualTo(north.settings.get("ledger.witness.witnesses"));
    }

    @Test
    void aHistoryThatWasForkedIsRefusedAndBothSaySo() throws Exception {
        north.audit.database().append(SampleEvents.events(20));
        north.audit.awaitSealed(20);
        await().until(() -> isCosigned(north.get("/v1/log/checkpoint"), south));
        var fork = new Hospital("fork.example/audit");
        try {
            fork.audit.stop();
            // the same keys and name over an empty database: what a restore without the outside checkpoints would be
            fork.settings.put("ledger.origin", "north.example/audit");
            fork.settings.put("ledger.witness.witnesses", north.settings.get("ledger.witness.witnesses"));
            fork.audit.postgres().execute("UPDATE ledger_log SET origin = 'north.example/audit'");
            fork.audit.postgres().execute("DELETE FROM ledger_checkpoint");
            copyKeys(north.audit.var(), fork.audit.var());
            fork.audit.start();
            fork.audit.database().append(SampleEvents.events(1000).subList(500, 900));
            String check = "cosigning by " + south.witnessKey().name();
            await().until(() -> fork.health(check).contains("status 422: it has seen another history"));
            await().until(() ->
                    south.health("witness").contains("the log north.example/audit showed a checkpoint over"));
            assertThat(fork.get("/v1/log/checkpoint")).contains("north.example/audit");
            assertThat(isCosigned(fork.get("/v1/log/checkpoint"), south)).isFalse();
        } finally {
            fork.audit.close();
        }
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        for (String file : List.of("log-keys", "log-signing.key")) {
            Files.write(
                    to.resolve("keys").resolve(file),
                    Files.readAllBytes(from.resolve("keys").resolve(file)));
        }
    }
}

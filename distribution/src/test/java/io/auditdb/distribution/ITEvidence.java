package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody gets who has the program and the key, and nothing else. */
class ITEvidence {
    @Test
    void evidenceIsCheckedWithoutTheDaemonThatMadeIt(@TempDir Path directory) throws Exception {
        Installation installation = Installation.unpackPrepared(directory);
        Path bundle = directory.resolve("clinic.bundle.gz");
        Path disclosure = directory.resolve("event.json");
        Path key = directory.resolve("log.vkey");
        String id;
        try (Daemon daemon = installation.startDaemon()) {
            id = append(installation, "ann");
            append(installation, "bob");
            Map<?, ?> redacted = installation.json("redact", id, "--field", "subject.id", "--reason", "request 1");
            assertThat(redacted.get("fields")).isEqualTo(List.of("subject.id"));
            Files.writeString(key, installation.run("key", "show", "--vkey").out());
            Map<?, ?> exported =
                    installation.json("export", "--tenant", "clinic", "--proofs", "--out", bundle.toString());
            assertThat(exported.get("events")).isEqualTo(2L);
            Result disclosed = installation.run("disclose", id, "--field", "principal.id", "-o", disclosure.toString());
            assertThat(disclosed.exitCode()).as(disclosed.toString()).isZero();
            assertThat(installation.run("verify").exitCode()).isZero();
            assertThat(daemon.isAlive()).isTrue();
        }

        assertThat(installation
                        .json("verify", "bundle", bundle.toString(), "--key", "@" + key)
                        .get("proven"))
                .isEqualTo(2L);
        Result shown = installation.run("verify", "bundle", disclosure.toString(), "--key", "@" + key);
        assertThat(shown.exitCode()).as(shown.toString()).isZero();
        assertThat(shown.out()).contains("principal.id  \"ann\"").doesNotContain("patient-1");

        Files.writeString(disclosure, Files.readString(disclosure).replace("patient.read", "patient.seen"));
        Result forged = installation.run("verify", "bundle", disclosure.toString(), "--key", "@" + key);
        assertThat(forged.exitCode()).as(forged.toString()).isEqualTo(4);
        assertThat(forged.out()).contains("NOT INTACT", id);
    }

    private static String append(Installation installation, String principal) throws Exception {
        Map<?, ?> answer = installation.json(
                "append",
                "--tenant",
                "clinic",
                "--action",
                "patient.read",
                "--status",
                "success",
                "--principal",
                principal,
                "--subject",
                "patient-1");
        return (String) ((Map<?, ?>) ((List<?>) answer.get("events")).get(0)).get("id");
    }
}

package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported in a format by command is imported in it again, and known. */
class ITFormats {
    private static final String EVENTS = """
            {"occurredAt":"2026-03-01T08:30:00.123456+01:00","tenant":"clinic","action":"patient.update","status":"failure",\
            "principal":{"id":"dr-a","name":"Dr. Ä"},"subject":{"id":"p-1","type":"Patient"},\
            "target":{"type":"record","id":"r=1|\\\\"},"outcome":"a=b\\n<&>","details":{"n":[1,{"x":true}]}}
            {"occurredAt":"2026-03-01T08:30:01Z","tenant":"clinic","action":"auth.login","status":"attempt"}
            {"occurredAt":"2026-03-01T08:30:02Z","tenant":"clinic","action":"sync","status":"success"}
            """;

    @TempDir
    private Path directory;

    @Test
    void whatIsExportedIsImportedAgain() throws Exception {
        Installation installation = Installation.unpackPrepared(directory);
        try (Daemon daemon = installation.startDaemon()) {
            Path events = Files.writeString(directory.resolve("events.ndjson"), EVENTS);
            assertThat(installation.json("import", events.toString()).get("stored"))
                    .isEqualTo(3L);
            assertThat(installation.run("verify").exitCode()).isZero();
            for (String format : new String[] {"fhir", "atna", "ocsf", "ocsf-integrity", "cloudevents", "cef"}) {
                Path file = directory.resolve(format + ".out");
                var exported =
                        installation.run("export", "--tenant", "clinic", "--format", format, "--out", file.toString());
                assertThat(exported.exitCode()).as(exported.toString()).isZero();
                assertThat(Files.readAllLines(file)).as(format).hasSize(3);
                Map<?, ?> imported = installation.json("import", file.toString(), "--format", format);
                assertThat(imported.get("faulty")).as(format).isEqualTo(0L);
                assertThat(imported.get("duplicates")).as(format).isEqualTo(3L);
            }
            assertThat(Files.readString(directory.resolve("ocsf-integrity.out")))
                    .contains("attestation_list", "c2sp.org/tlog-proof@v1");
            var unknown = installation.run("export", "--format", "morse");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("The format is not known", "cloudevents");
        }
    }
}

package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tools of Prometheus and Alertmanager judge the files that come with the platform. */
@Tag("third-party")
class TestMonitoringFiles {
    private static final Path FILES = Path.of("src/main/monitoring");

    private static String judged(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(FILES.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void prometheusTakesTheConfiguration() throws Exception {
        assertThat(judged("promtool", "check", "config", "--syntax-only", "prometheus.yml"))
                .contains("SUCCESS");
    }

    @Test
    void rulesAreWellFormedAndDoWhatTheyAreFor() throws Exception {
        assertThat(judged("promtool", "check", "rules", "audit-db.rules.yml")).contains("SUCCESS: 16 rules found");
        assertThat(judged("promtool", "test", "rules", "audit-db.rules.test.yml"))
                .contains("SUCCESS");
    }

    @Test
    void alertmanagerTakesTheRoutes() throws Exception {
        assertThat(judged("amtool", "check-config", "alertmanager.yml")).contains("SUCCESS", "2 receivers");
    }
}

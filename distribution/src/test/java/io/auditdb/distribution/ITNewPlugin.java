package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plugin new} writes is built by Maven itself, with the modules of this build as its only repository of ours. */
class ITNewPlugin {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final String VERSION = System.getProperty("project.version");

    /** A folder of this build, and its group and artifact. */
    private static final List<List<String>> OURS = List.of(
            List.of("", "io/auditdb", "audit-db"),
            List.of("api", "io/auditdb", "audit-db-api"),
            List.of("kernel", "io/auditdb", "audit-db-kernel"),
            List.of("testing", "io/auditdb", "audit-db-testing"),
            List.of("plugins", "io/auditdb/plugins", "audit-db-plugins"),
            List.of("plugins/embedded-postgres", "io/auditdb/plugins", "embedded-postgres"));

    @TempDir
    private Path directory;

    @Test
    void oneCommandYieldsAProjectThatBuildsPassesItsTestsAndIsSound() throws Exception {
        Installation installation = Installation.unpack(directory);
        Path project = directory.resolve("access-counter");

        Result written = installation.run(
                "plugin",
                "new",
                "access-counter",
                "--package",
                "com.example.counter",
                "--directory",
                project.toString());
        assertThat(written.exitCode()).as(written.err()).isZero();
        String built = maven(project, "verify");

        assertThat(built).contains("Tests run: ", "Failures: 0, Errors: 0", "BUILD SUCCESS");
        Path jar = project.resolve("target/access-counter-1.0.0-SNAPSHOT.jar");
        Result checked =
                installation.run("plugin", "check", jar.toString(), "--start", "--set", "action=record.update");
        assertThat(checked.exitCode()).as(checked.out()).isZero();
        assertThat(checked.out())
                .contains("note: it adds EventListener: 1, MetricSource: 1", "access-counter 1.0.0.", " uses nothing")
                .doesNotContain("warning");

        Result again = installation.run("plugin", "new", "access-counter", "--directory", project.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("not empty");
        assertThat(installation.run("plugin", "new", "Access Counter").exitCode())
                .isEqualTo(2);
    }

    private String maven(Path project, String goal) throws IOException, InterruptedException {
        Path repository = ours();
        // What this build has fetched is all that there is
        Path fetched = Path.of(System.getProperty("settings.localRepository"));
        Path settings = Files.writeString(directory.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror><id>fetched</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                  <profiles><profile><id>ours</id><repositories><repository>
                    <id>ours</id><url>%s</url>
                    <snapshots><enabled>true</enabled></snapshots>
                  </repository></repositories></profile></profiles>
                  <activeProfiles><activeProfile>ours</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        directory.resolve("repository"), fetched.toUri(), repository.toUri()));
        Path out = directory.resolve("maven.out");
        Process process = new ProcessBuilder("mvn", "-B", "-s", settings.toString(), goal)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    private Path ours() throws IOException {
        Path repository = Files.createDirectories(directory.resolve("ours"));
        for (List<String> each : OURS) {
            String artifact = each.get(2);
            Path to = Files.createDirectories(
                    repository.resolve(each.get(1)).resolve(artifact).resolve(VERSION));
            Path from = ROOT.resolve(each.get(0));
            Files.copy(from.resolve("pom.xml"), to.resolve(artifact + "-" + VERSION + ".pom"));
            Path jar = from.resolve("target").resolve(artifact + "-" + VERSION + ".jar");
            if (Files.exists(jar)) {
                Files.copy(jar, to.resolve(jar.getFileName()));
            }
        }
        return repository;
    }
}

package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same jars, byte for byte: as bundles in Felix and on the class path, with each Java of this machine. */
class ITPluginContracts {
    private static final int LOWEST_JAVA = 17;

    @TempDir
    private Path directory;

    private Installation installation;

    /** The one that runs this test, and those installed beside it. */
    static List<Path> javas() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        var javas = new ArrayList<>(List.of(own));
        try (Stream<Path> beside = Files.list(own.getParent())) {
            for (Path home : beside.filter(it -> Files.isExecutable(it.resolve("bin/java")))
                    .toList()) {
                Path real = home.toRealPath();
                if (!javas.contains(real) && feature(real) >= LOWEST_JAVA) {
                    javas.add(real);
                }
            }
        }
        return javas;
    }

    private static int feature(Path home) throws IOException {
        return Files.readString(home.resolve("release"))
                .lines()
                .filter(it -> it.startsWith("JAVA_VERSION="))
                .map(it -> it.replaceAll("[^0-9.]", ""))
                .mapToInt(it -> Runtime.Version.parse(it).feature())
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest
    @MethodSource("javas")
    void everyExtensionOfEveryPluginKeepsWhatItsKindPromises(Path java) throws Exception {
        installation = Installation.unpack(directory);

        String asBundles = run(java, installation.home().resolve("plugins").toString());
        String onClassPath = run(java);

        assertThat(asBundles).contains("broken 0, java " + feature(java)).doesNotContain("BROKEN");
        assertThat(onClassPath).contains("broken 0, java " + feature(java)).doesNotContain("BROKEN");
        assertThat(last(asBundles)).doesNotStartWith("asked 0,");
        assertThat(last(asBundles)).as("as many questions either way").isEqualTo(last(onClassPath));
    }

    private static String last(String out) {
        return out.lines().filter(it -> it.startsWith("asked ")).findFirst().orElse(out);
    }

    private String run(Path java, String... plugins) throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            Path file = Files.writeString(directory.resolve("contracts.yaml"), """
                    http: {port: 0}
                    database: {url: "%s"}
                    plugins:
                      http-api: {}
                      formats: {}
                      partitioning: {}
                      cache-local: {}
                      replica-router: {}
                      archive: {}
                      monitoring: {}
                      compliance-hipaa: {}
                    """.formatted(database.url()));
            var command = new ArrayList<>(List.of(
                    java.resolve("bin/java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ContractRun.class.getName(),
                    Files.createTempDirectory(directory, "var").toString(),
                    file.toString()));
            command.addAll(List.of(plugins));
            Path out = Files.createTempFile(directory, "contracts", ".out");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return Files.readString(out);
        }
    }
}

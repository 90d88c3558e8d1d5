package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITLauncher {
    @TempDir
    private Path directory;

    private Installation installation;

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        installation = Installation.unpack(Files.createDirectory(directory.resolve("a place")));
    }

    @Test
    void tellsVersionAndHelpWithoutADaemon() throws IOException, InterruptedException {
        Result version = installation.run("--version");
        Result help = installation.run("--help");

        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("audit-db " + System.getProperty("project.version"));
        assertThat(version.err()).isEmpty();
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("verify", "checkpoint", "import");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void saysThatItCannotConnect() throws IOException, InterruptedException {
        Result result = installation.run("query", "--url", "http://127.0.0.1:1");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("audit-db: ").contains("http://127.0.0.1:1");
    }

    @Test
    void startsThroughLinksFromAnyDirectory() throws IOException, InterruptedException {
        Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), installation.launcher());
        Path relative = Files.createSymbolicLink(directory.resolve("relative"), Path.of("absolute"));

        var process = installation
                .process(relative, "--version")
                .directory(Path.of("/").toFile());

        assertThat(Files.isSymbolicLink(absolute)).isTrue();
        assertThat(installation.run(process).exitCode()).isZero();
    }

    @Test
    void saysWhenThereIsNoJava() throws IOException, InterruptedException {
        var process = installation.process(installation.launcher(), "--version");
        process.environment().put("JAVA_HOME", directory.toString());

        Result result = installation.run(process);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .isEqualTo("audit-db: JAVA_HOME is " + directory
                        + ", but there is no bin/java in it; set it to a Java 17 or newer\n");
    }

    @Test
    void saysWhenJavaIsTooOld() throws IOException, InterruptedException {
        Path old = Files.createDirectories(directory.resolve("java-11/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 99\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(old.resolveSibling("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.2\"\n");
        var process = installation.process(installation.launcher(), "--version");
        process.environment().put("JAVA_HOME", old.getParent().toString());

        Result result = installation.run(process);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("audit-db: needs Java 17 or newer; " + java + " is version 11.0.2\n");
    }

    @Test
    void ignoresAnArchiveOfClassesThatIsDamaged() throws IOException, InterruptedException {
        Path archives = Files.createDirectories(installation.home().resolve("lib/cds"));
        String name = "client-" + System.getProperty("java.version") + ".jsa";
        String classPath = String.join(
                ":", files("lib").stream().map(Path::toString).sorted().toList());
        Files.writeString(archives.resolve(name), "not an archive");
        Files.writeString(archives.resolve(name + ".path"), classPath + "\n");

        Result result = installation.run("--version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("audit-db ").doesNotContain("cds");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void namesTheLicenceOfEveryLibrary() throws IOException {
        String licences = Files.readString(installation.home().resolve("licenses.txt"));

        for (Path jar : files("lib")) {
            String artifact = jar.getFileName().toString().replaceFirst("-\\d.*", "");
            assertThat(artifact.startsWith("audit-db")
                            || licences.lines().anyMatch(line -> line.startsWith(artifact + " ")))
                    .as("licenses.txt names %s", artifact)
                    .isTrue();
        }
    }

    @Test
    void keepsPluginsOffTheClassPathOfTheHost() throws IOException {
        assertThat(files("lib"))
                .extracting(jar -> jar.getFileName().toString())
                .noneMatch(name -> name.startsWith("formats") || name.startsWith("http-api"));
        assertThat(files("plugins"))
                .extracting(jar -> jar.getFileName().toString().replaceFirst("-\\d.*", ""))
                .containsExactlyInAnyOrder(
                        "archive",
                        "atna",
                        "cache-local",
                        "cache-redis",
                        "compliance-hipaa",
                        "embedded-postgres",
                        "formats",
                        "http-api",
                        "monitoring",
                        "partitioning",
                        "replica-router");
    }

    private List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(installation.home().resolve(name))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}

package io.auditdb.plugin.embeddedpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBinaryArchive {
    @TempDir
    private Path directory;

    @Test
    void unpacksProgramsOnce() throws IOException {
        BinaryArchive archive = BinaryArchive.bundled();
        Path programs = archive.unpack(directory);
        assertThat(programs.resolve("bin/postgres")).isExecutable();
        assertThat(programs.resolve("share/postgresql/postgres.bki")).isRegularFile();
        Files.writeString(programs.resolve("marker"), "");
        assertThat(archive.unpack(directory).resolve("marker")).exists();
        assertThat(directory).isDirectoryContaining(path -> path.equals(programs));
        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(programs);
        }
    }

    @Test
    void leavesNothingOfAnArchiveThatIsBroken() {
        var broken = new ByteArrayInputStream(new byte[] {1, 2, 3});
        assertThatThrownBy(() -> TarXz.unpack(broken, directory.resolve("programs")))
                .isInstanceOf(IOException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void knowsItsPlatforms() {
        assertThatCode(() -> new BinaryArchive("18.6.0", "linux-x86_64").requirePlatform("Linux", "amd64"))
                .doesNotThrowAnyException();
        assertThatCode(() -> new BinaryArchive("18.6.0", "darwin-arm_64").requirePlatform("Mac OS X", "aarch64"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new BinaryArchive("18.6.0", "linux-x86_64").requirePlatform("Mac OS X", "aarch64"))
                .hasMessageContaining("carries PostgreSQL for linux-x86_64, and this machine is darwin-arm_64");
    }
}

package io.auditdb.plugin.embeddedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPostmasterFile {
    @TempDir
    private Path cluster;

    @Test
    void readsWhatARunningServerWrites() throws IOException {
        write("6352\n/data\n1795232753\n5999\n\n127.0.0.1\n  2148148         5\nready   \n");
        assertThat(PostmasterFile.read(cluster)).contains(new PostmasterFile(6352, 5999, "ready"));
    }

    @Test
    void readsWhatAStartingServerHasWrittenSoFar() throws IOException {
        write("6352\n/data\n1795232753\n");
        assertThat(PostmasterFile.read(cluster)).contains(new PostmasterFile(6352, 0, ""));
    }

    @Test
    void seesNothingInAnEmptyOrMissingFile() throws IOException {
        assertThat(PostmasterFile.read(cluster)).isEmpty();
        write("");
        assertThat(PostmasterFile.read(cluster)).isEmpty();
    }

    @Test
    void takesNoOtherProcessForTheServer() {
        var reused = new PostmasterFile(ProcessHandle.current().pid(), 5999, "ready");
        assertThat(reused.process(cluster)).isEmpty();
    }

    private void write(String text) throws IOException {
        Files.writeString(cluster.resolve("postmaster.pid"), text);
    }
}

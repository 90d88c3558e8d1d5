package io.auditdb.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEmbeddedApp {
    @Test
    void findsWhatItAppendedEachTimeItRuns(@TempDir Path directory) throws IOException {
        // the server runs as another user when the tests run as root
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));

        assertThat(run(directory)).hasSize(2).contains("intact: true");
        assertThat(run(directory)).hasSize(3).contains("intact: true");
    }

    private static String[] run(Path directory) {
        var printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            EmbeddedApp.main(new String[] {directory.toString()});
        } finally {
            System.setOut(out);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toArray(String[]::new);
    }
}

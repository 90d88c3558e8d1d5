package io.auditdb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPluginProject {
    @ParameterizedTest
    @ValueSource(strings = {"", "Clinic", "org.new.plugin", "org..plugin", "org.example.", "1st", "org.example-plugin"})
    void refusesWhatJavaTakesForNoPackage(String packageName) {
        assertThatThrownBy(() -> new PluginProject("access-counter", packageName))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("package");
    }

    @Test
    void writesNothingWhereSomethingIs(@TempDir Path directory) throws IOException {
        Path there = Files.writeString(directory.resolve("notes.txt"), "mine");
        var project = new PluginProject("access-counter", "org.example.counter");
        assertThatThrownBy(() -> project.write(directory)).hasMessageContaining("not empty");
        assertThat(there).hasContent("mine");
    }
}

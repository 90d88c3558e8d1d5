package io.auditdb.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TestConfigFile {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("audit-db.yaml");
    }

    private String set(String text, String plugin, boolean enabled) throws IOException {
        Files.writeString(file(), text);
        new ConfigFile(file()).setEnabled(plugin, enabled);
        return Files.readString(file());
    }

    /** {@code /} stands for a line break, {@code _} for a blank at the start of a line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            ""                                    | plugins:/__x: {}/
            "# only a comment"                    | # only a comment/plugins:/__x: {}/
            preset: test                          | preset: test/plugins:/__x: {}/
            a: 1/# end/                           | a: 1/plugins:/__x: {}/# end/
            a:/__b:/____- 1/____- 2 # two/        | a:/__b:/____- 1/____- 2 # two/plugins:/__x: {}/
            {a: 1}                                | {a: 1, plugins: {x: {}}}
            ---/a: 1/.../                         | ---/a: 1/plugins:/__x: {}/.../
            plugins:/a: 1/                        | plugins:/__x: {}/a: 1/
            plugins:                              | plugins:/__x: {}/
            plugins: ~ # none/                    | plugins: {x: {}} # none/
            plugins: {} # none/                   | plugins: {x: {}} # none/
            plugins: {y: {}, }/                   | plugins: {y: {}, x: {}, }/
            plugins:/__y: {} # why/__# z: {}/a: 1/ | plugins:/__y: {} # why/__x: {}/__# z: {}/a: 1/
            plugins:/____y:/________k: v/a: 1/    | plugins:/____y:/________k: v/____x: {}/a: 1/
            plugins:/__y:/a: 1/                   | plugins:/__y:/__x: {}/a: 1/
            plugins:/__y:/____t: >-/______1/______2//a: 1/ | plugins:/__y:/____t: >-/______1/______2//__x: {}/a: 1/
            plugins:/__x: {enabled: false}/       | plugins:/__x: {enabled: true}/
            plugins:/__x:/____enabled: false # f/____k: v/ | plugins:/__x:/____enabled: true # f/____k: v/
            plugins:/__x: {k: v}/                 | plugins:/__x: {k: v}/
            plugins:/__x:/                        | plugins:/__x:/
            "plugins: {x: {enabled: false}, ""y"": {}}" | "plugins: {x: {enabled: true}, ""y"": {}}"
            """)
    void enables(String before, String after) throws IOException {
        assertThat(set(spread(before), "x", true)).isEqualTo(spread(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            plugins:/__x: {} # ours/              | plugins:/__x: {enabled: false} # ours/
            plugins:/__x:/__y: {}/                | plugins:/__x: {enabled: false}/__y: {}/
            plugins:/__x: null/                   | plugins:/__x: {enabled: false}/
            plugins:/__x: {k: v}/                 | plugins:/__x: {enabled: false, k: v}/
            plugins:/__x:/____# first/____k: v # c/ | plugins:/__x:/____# first/____enabled: false/____k: v # c/
            plugins:/__x: {enabled: true}/        | plugins:/__x: {enabled: false}/
            plugins:/__x:/____enabled:/____k: v/  | plugins:/__x:/____enabled: false/____k: v/
            plugins:/__x: {enabled: false}/       | plugins:/__x: {enabled: false}/
            plugins: {y: {}}/                     | plugins: {y: {}}/
            plugins: {x: , y: {}}/                | plugins: {x: {enabled: false} , y: {}}/
            preset: test/                         | preset: test/
            """)
    void disables(String before, String after) throws IOException {
        assertThat(set(spread(before), "x", false)).isEqualTo(spread(after));
    }

    private static String spread(String text) {
        return text.replace('/', '\n').replace('_', ' ');
    }

    @Test
    void countsCharactersOutsideTheBasicPlane() throws IOException {
        assertThat(set("a: \"😀\" # 😀😀\nplugins:\n  y: {}\n", "x", true))
                .isEqualTo("a: \"😀\" # 😀😀\nplugins:\n  y: {}\n  x: {}\n");
    }

    @Test
    void keepsTheLineBreaksOfTheFile() throws IOException {
        assertThat(set("a: 1\r\nplugins:\r\n  y: {}\r\nb: 2\r\n", "x", true))
                .isEqualTo("a: 1\r\nplugins:\r\n  y: {}\r\n  x: {}\r\nb: 2\r\n");
    }

    @Test
    void leavesAFileAloneThatItCannotEditSafely() throws IOException {
        for (String text : new String[] {
            "plugins: &p\n  x: {enabled: false}\nmore: *p\n",
            "plugins: [x]\n",
            "plugins.x.enabled: false\n",
            "plugins: {x: 5}\n"
        }) {
            assertThatThrownBy(() -> set(text, "x", text.contains("x: 5") ? false : true))
                    .as(text)
                    .isInstanceOf(AuditDbException.class)
                    .hasMessageContaining("plugins.x.enabled");
            assertThat(file()).hasContent(text);
        }
    }

    @Test
    void keepsTheMode() throws IOException {
        Files.writeString(file(), "plugins: {}\n");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        new ConfigFile(file()).setEnabled("x", true);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-r-----");
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".tmp"));
    }

    @Test
    void makesANewFileReadableForItsOwnerOnly() throws IOException {
        new ConfigFile(file()).setEnabled("x", true);

        assertThat(file()).hasContent("plugins:\n  x: {}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void undoesAChange() throws IOException {
        Files.writeString(file(), "plugins: {} # mine\n");
        Runnable undo = new ConfigFile(file()).setEnabled("x", true);
        undo.run();
        assertThat(file()).hasContent("plugins: {} # mine\n");
    }

    @Test
    void editsTheFileBehindALink() throws IOException {
        Path real = Files.writeString(directory.resolve("real.yaml"), "plugins: {}\n");
        Files.createSymbolicLink(file(), real);
        new ConfigFile(file()).setEnabled("x", true);

        assertThat(file()).isSymbolicLink();
        assertThat(real).hasContent("plugins: {x: {}}\n");
    }
}

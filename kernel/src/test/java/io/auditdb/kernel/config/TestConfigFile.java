package io.auditdb.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
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

    private String set(String text, Map<String, Optional<String>> values) throws IOException {
        Files.writeString(file(), text);
        new ConfigFile(file()).set(values).write();
        return Files.readString(file());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            ""                                    | a.b.c: v | a:/__b:/____c: v/
            "# only a comment"                    | k: 2m    | # only a comment/k: 2m/
            a: 1 # one/b: 2/                      | a: 3     | a: 3 # one/b: 2/
            a: 1 # one/b: 2/                      | a: 1     | a: 1 # one/b: 2/
            a:/__# why/__b: 1/c: 2/               | a.b: 3   | a:/__# why/__b: 3/c: 2/
            a:/__b: 1 # b/__# end/c: 2/           | a.d: 3   | a:/__b: 1 # b/__d: 3/__# end/c: 2/
            a:/__b: 1/                            | a.d.e: 3 | a:/__b: 1/__d:/____e: 3/
            a: {b: 1}/                            | a.d.e: 3 | a: {b: 1, d: {e: 3}}/
            a: {b: 1, c: 2} # c/                  | a.b: 9   | a: {b: 9, c: 2} # c/
            a.b: 1/                               | a.b: 2   | a.b: 2/
            a.b: {c: 1}/                          | a.b.c: 2 | a.b: {c: 2}/
            a:/b: 1/                              | a.c: x   | a:/__c: x/b: 1/
            a: ~ # none/                          | a: x     | a: x # none/
            a:/                                   | a: x     | a: x/
            a:/__b:/____- 1 # one/____- 2/__c: 3/ | a.b: 4   | a:/__b:/____4/__c: 3/
            a: [1, 2] # list/                     | a: 1     | a: 1 # list/
            a: 'x y'/                             | a: z w   | "a: ""z w""/"
            a: >-/__1/__2/b: 3/                   | b: 4     | a: >-/__1/__2/b: 4/
            a: >-/__1/__2/b: 3/                   | a: y     | a: y/b: 3/
            a: >/__1/# end/                       | a: x y   | "a: ""x y""/# end/"
            """)
    void setsWhatIsThereOrNot(String before, String setting, String after) throws IOException {
        String[] pair = setting.split(": ", 2);
        assertThat(set(spread(before), Map.of(pair[0], Optional.of(pair[1])))).isEqualTo(spread(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a: 1 # one/# two/b: 2/   | a   | # two/b: 2/
            a: 1/                    | a   | ""
            a:/__# why/__b: 1/c: 2/  | a.b | a:/__# why/__{}/c: 2/
            a:/__b: 1/__d: 2 # d/    | a.d | a:/__b: 1/
            a:/__b: 1/__d: 2 # d/    | a.b | a:/__d: 2 # d/
            a: {b: 1, c: 2}/         | a.b | a: {c: 2}/
            a: {b: 1, c: 2}/         | a.c | a: {b: 1}/
            a: {b: 1} # b/           | a.b | a: {} # b/
            a: {/__b: 1, # one/__# two/__c: 2/}/ | a.b | a: {/__# one/__# two/__c: 2/}/
            a: {/__b: 1, # one/__# two/__c: 2/}/ | a.c | a: {/__b: 1 # one/__# two/__/}/
            a.b: 1/c: 2/             | a.b | c: 2/
            a:/__b:/____- 1/____- 2/__c: 3/ | a.b | a:/__c: 3/
            """)
    void removes(String before, String key, String after) throws IOException {
        assertThat(set(spread(before), Map.of(key, Optional.empty()))).isEqualTo(spread(after));
    }

    /** What is written is read as just that, whatever it is, and the rest of the file as before. */
    @Test
    void whateverIsSetIsReadAgain() throws IOException {
        String text = "a:\n  # about b\n  b: 1\nplugins: {x: {k: v}}\n";
        for (String value : new String[] {
            "",
            " ",
            "null",
            "~",
            "- a",
            "-",
            "---",
            "...",
            "a: b",
            "a #b",
            "#",
            "{",
            "[x]",
            "*a",
            "&a",
            "!t",
            "%",
            "@",
            "`",
            "\"",
            "'",
            "\\",
            "\t",
            "\n",
            "a\r\nb",
            "\u0007",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\ud83d\ude00",
            "0x1F",
            "1e3",
            "yes",
            "2026-11-22",
            "a,b",
            "x=y",
            "?",
            ": ",
            "a:",
            "true",
            "\u007f"
        }) {
            String after = set(text, Map.of("a.b", Optional.of(value), "new.one", Optional.of(value)));
            var values = YamlDocument.parse(after, "audit-db.yaml").values();
            assertThat(values.get("a.b").raw()).as(after).isEqualTo(value);
            assertThat(values.get("new.one").raw()).as(after).isEqualTo(value);
            assertThat(after).startsWith("a:\n  # about b\n  b: ").contains("\nplugins: {x: {k: v}}\n");
        }
    }

    @Test
    void refusesWhatWouldTouchOtherSettings() throws IOException {
        for (String text : new String[] {"a: &x {b: 1}\nc: *x\n", "a: 1\n", "a: [1]\n"}) {
            assertThatThrownBy(() -> set(text, Map.of("a.b", Optional.of("2"))))
                    .as(text)
                    .isInstanceOf(AuditDbException.class)
                    .hasMessageContaining("a.b");
            assertThat(file()).hasContent(text);
        }
        assertThatThrownBy(() -> set("a: {b: 1}\n", Map.of("a", Optional.of("2"))))
                .isInstanceOf(AuditDbException.class);
    }

    @Test
    void removesOnlyWhatIsThereAndNoPlugin() throws IOException {
        for (String text : new String[] {"a: 1\n", "plugins: {x: {}}\n"}) {
            assertThatThrownBy(() -> set(text, Map.of("a.b", Optional.empty())))
                    .hasMessageContaining("a.b: is not set in audit-db.yaml");
        }
        assertThatThrownBy(() -> set("plugins:\n  x.size: 1\n", Map.of("plugins.x.size", Optional.empty())))
                .hasMessageContaining("all that enables its plugin");
        assertThat(set("plugins:\n  x:\n    size: 1\n", Map.of("plugins.x.size", Optional.empty())))
                .isEqualTo("plugins:\n  x:\n    {}\n");
    }

    @Test
    void undoesOnlyWhatItDid() throws IOException {
        Files.writeString(file(), "a: 1\n");
        Runnable undo =
                new ConfigFile(file()).set(Map.of("a", Optional.of("2"))).write();
        undo.run();
        assertThat(file()).hasContent("a: 1\n");

        Runnable late =
                new ConfigFile(file()).set(Map.of("a", Optional.of("2"))).write();
        Files.writeString(file(), "a: 3 # somebody else\n");
        late.run();
        assertThat(file()).hasContent("a: 3 # somebody else\n");
    }

    @Test
    void doesNotOverwriteWhatSomebodyElseWrites() throws IOException {
        Files.writeString(file(), "a: 1\n");
        ConfigFile.Draft draft = new ConfigFile(file()).set(Map.of("a", Optional.of("2")));
        Files.writeString(file(), "a: 1\nb: 5\n");

        assertThatThrownBy(draft::write).hasMessageContaining("edited in the meantime");
        assertThat(file()).hasContent("a: 1\nb: 5\n");
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

package io.auditdb.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code in the documentation is code that is compiled and tested somewhere. */
class TestSnippets {
    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Pattern MARKED = Pattern.compile(
            "<!-- snippet: (?<file>[^#\\s]+)#(?<name>[^\\s]+) -->\\n+```\\w+\\n(?<code>.*?)\\n```", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("<!-- snippet: ");

    @Test
    void codeInTheDocumentationIsThatOfTheSources() throws IOException {
        int seen = 0;
        for (Path page : pages()) {
            String text = Files.readString(page);
            int markers = (int) MARKER.matcher(text).results().count();
            var snippets = MARKED.matcher(text).results().toList();
            assertThat(snippets).as("snippets of %s", page).hasSize(markers);
            for (var snippet : snippets) {
                assertThat(snippet.group(3))
                        .as("%s in %s", snippet.group(1) + "#" + snippet.group(2), page)
                        .isEqualTo(region(ROOT.resolve(snippet.group(1)), snippet.group(2)));
            }
            seen += markers;
        }
        assertThat(seen).isPositive();
    }

    @Test
    void theReadmeHasNoJavaOfItsOwn() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(MARKED.matcher(readme).replaceAll("")).doesNotContain("```java");
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("ARCHITECTURE.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    /** The lines between "snippet: name" and "end snippet" in comments, moved to the left margin. */
    private static String region(Path source, String name) throws IOException {
        List<String> lines = Files.readAllLines(source);
        int start = lines.stream().map(String::strip).toList().indexOf("// snippet: " + name);
        assertThat(start).as("snippet %s in %s", name, source).isNotNegative();
        int end = start + 1;
        while (!lines.get(end).strip().equals("// end snippet")) {
            end++;
        }
        return String.join("\n", lines.subList(start + 1, end)).stripIndent().stripTrailing();
    }
}

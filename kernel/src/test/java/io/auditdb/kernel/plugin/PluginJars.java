package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.plugin.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.slf4j.Logger;

/** Makes plugin jars out of source code. */
final class PluginJars {
    private static final String IMPORTS = Stream.of(
                    "codec", "compliance", "error", "event", "http", "json", "operations", "plugin", "security")
            .map(name -> "io.auditdb.api." + name + ";version=\"[1.0,2)\"")
            .collect(Collectors.joining(",", "", ",org.slf4j;version=\"[2.0,3)\""));

    private final Path work;

    PluginJars(Path work) {
        this.work = work;
    }

    /** The sample plugin under another name or version. */
    Path sample(String name, String version, Path directory) throws IOException {
        String source =
                sampleSource().replace("\"sample\"", '"' + name + '"').replace("\"0.0.0\"", '"' + version + '"');
        return jar(name, version, "sample.SamplePlugin", source, directory.resolve(name + ".jar"));
    }

    private static String sampleSource() throws IOException {
        try (var in = PluginJars.class.getResourceAsStream("SamplePlugin.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Path jar(String name, String version, String className, String source, Path jar) throws IOException {
        return jar(manifest(name, version), className, source, jar);
    }

    /** A plugin of one class, with these members besides its name. */
    Path plugin(String name, String members, Path directory) throws IOException {
        return plugin(name, Map.of(), members, directory);
    }

    /** The same, with other headers in its manifest. */
    Path plugin(String name, Map<String, String> headers, String members, Path directory) throws IOException {
        var manifest = manifest(name, "1.0.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        String source = """
                package plugin;
                import io.auditdb.api.compliance.*;
                import io.auditdb.api.operations.*;
                import io.auditdb.api.plugin.*;
                import java.time.*;
                import java.util.*;
                public final class OwnPlugin implements Plugin {
                    @Override public String name() { return "%s"; }
                    %s
                }
                """.formatted(name, members);
        return jar(manifest, "plugin.OwnPlugin", source, directory.resolve(name + ".jar"));
    }

    private Path jar(Manifest manifest, String className, String source, Path jar) throws IOException {
        Path classes = compile(className, source);
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar);
                var entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                put(entries, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
            put(entries, "META-INF/services/" + Plugin.class.getName(), className.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static void put(JarOutputStream entries, String name, byte[] content) throws IOException {
        entries.putNextEntry(new JarEntry(name));
        entries.write(content);
        entries.closeEntry();
    }

    private static Manifest manifest(String name, String version) {
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Bundle-Version", version);
        attributes.putValue("Import-Package", IMPORTS);
        return manifest;
    }

    private Path compile(String className, String source) throws IOException {
        Path sources = Files.createTempDirectory(work, "source");
        Path classes = Files.createTempDirectory(work, "classes");
        Path file = sources.resolve(className.substring(className.lastIndexOf('.') + 1) + ".java");
        Files.writeString(file, source);
        String classPath = place(Plugin.class) + System.getProperty("path.separator") + place(Logger.class);
        List<String> arguments = List.of("-proc:none", "-cp", classPath, "-d", classes.toString(), file.toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.auditdb.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** A new Maven project for a plugin, which builds and passes its tests as it is. */
final class PluginProject {
    private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    private static final String PACKAGE = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

    private final String name;
    private final String packageName;

    /**
     * Plans a project.
     *
     * @throws IllegalArgumentException when a name cannot be one of a plugin, or of a package
     */
    PluginProject(String name, String packageName) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("the name must be lower case with dashes, such as access-counter");
        }
        if (!packageName.matches(PACKAGE) || !SourceVersion.isName(packageName)) {
            throw new IllegalArgumentException(
                    "the package must be one of Java, without its keywords, such as com.example.plugin");
        }
        this.name = name;
        this.packageName = packageName;
    }

    /** Writes it to a directory that is not there, or empty; returns its files. */
    List<Path> write(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> there = Files.list(directory)) {
                if (there.findAny().isPresent()) {
                    throw new FileAlreadyExistsException(directory.toString(), null, "it is not empty");
                }
            }
        }
        String folder = packageName.replace('.', '/');
        return List.of(
                write("pom.xml", directory.resolve("pom.xml")),
                write("README.md", directory.resolve("README.md")),
                write("gitignore", directory.resolve(".gitignore")),
                write("Plugin.java.txt", directory.resolve("src/main/java/" + folder + "/" + className() + ".java")),
                write(
                        "TestPlugin.java.txt",
                        directory.resolve("src/test/java/" + folder + "/Test" + className() + ".java")),
                service(directory.resolve("src/main/resources/META-INF/services/io.auditdb.api.plugin.Plugin")));
    }

    private String className() {
        return Arrays.stream(name.split("-", -1))
                        .map(it -> it.substring(0, 1).toUpperCase(Locale.ROOT) + it.substring(1))
                        .collect(Collectors.joining())
                + "Plugin";
    }

    private Path write(String template, Path to) throws IOException {
        try (InputStream in = PluginProject.class.getResourceAsStream("plugin/" + template)) {
            String text = new String(in.readAllBytes(), UTF_8)
                    .replace("@name@", name)
                    .replace("@metric@", name.replace('-', '_'))
                    .replace("@package@", packageName)
                    .replace("@class@", className())
                    .replace("@version@", Version.text());
            return write(to, text);
        }
    }

    private Path service(Path to) throws IOException {
        return write(to, packageName + "." + className() + "\n");
    }

    private static Path write(Path to, String text) throws IOException {
        Files.createDirectories(to.getParent());
        return Files.writeString(to, text);
    }
}

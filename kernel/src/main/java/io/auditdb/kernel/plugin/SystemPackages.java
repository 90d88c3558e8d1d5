package io.auditdb.kernel.plugin;

import com.google.inject.Injector;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.kernel.plugin.jar.PackageClause;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.aopalliance.intercept.MethodInterceptor;
import org.slf4j.Logger;

/** What bundles may import from the host: what the host's own jars export, of a few of them. */
final class SystemPackages {
    /** A class that leads to a jar, and the packages of it that are passed on. */
    private record Shared(Class<?> anchor, String prefix) {}

    private static final List<Shared> SHARED = List.of(
            new Shared(Plugin.class, "io.auditdb.api"),
            new Shared(Injector.class, "com.google.inject"),
            new Shared(Inject.class, "jakarta.inject"),
            new Shared(MethodInterceptor.class, "org.aopalliance.intercept"),
            new Shared(Logger.class, "org.slf4j"));

    /** What is shared where the distribution brings it: its native code binds to one class loader for good. */
    private static final Map<String, String> OPTIONAL = Map.of("org.duckdb.DuckDBDriver", "org.duckdb");

    private SystemPackages() {}

    static String header() {
        var clauses = new ArrayList<String>();
        SHARED.forEach(shared -> clauses.addAll(clauses(shared.anchor(), shared.prefix())));
        OPTIONAL.forEach((name, prefix) -> anchor(name).ifPresent(anchor -> clauses.addAll(clauses(anchor, prefix))));
        return String.join(",", clauses);
    }

    private static Optional<Class<?>> anchor(String name) {
        try {
            return Optional.of(Class.forName(name, false, SystemPackages.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static List<String> clauses(Class<?> anchor, String prefix) {
        String exports = exports(anchor);
        if (exports == null) { // a jar from before OSGi, such as aopalliance 1.0
            return List.of(anchor.getPackageName() + ";version=\"1.0\"");
        }
        return parse(exports, prefix);
    }

    static List<String> parse(String exports, String prefix) {
        return PackageClause.parse(exports).stream()
                .filter(it -> it.name().equals(prefix) || it.name().startsWith(prefix + "."))
                .map(it -> it.name() + ";version=\"" + it.version() + "\"")
                .toList();
    }

    private static String exports(Class<?> anchor) {
        Manifest manifest = manifest(anchor);
        return manifest == null ? null : manifest.getMainAttributes().getValue("Export-Package");
    }

    /** The manifest of the jar or directory a class comes from, or null. */
    static Manifest manifest(Class<?> anchor) {
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        if (source == null) {
            return null;
        }
        try {
            Path place = Path.of(source.getLocation().toURI());
            return Files.isDirectory(place) ? inDirectory(place) : inJar(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Manifest inJar(Path place) throws IOException {
        try (var jar = new JarFile(place.toFile())) {
            return jar.getManifest();
        }
    }

    private static Manifest inDirectory(Path place) throws IOException {
        Path file = place.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Manifest(in);
        }
    }
}

package io.auditdb.benchmarks.embedded;

import io.auditdb.kernel.AuditDb;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars that an application needs to embed the platform without plugins.
 *
 * @param jars the kernel's own, and those of its dependencies
 */
record KernelJars(List<Path> jars) {
    KernelJars {
        jars = List.copyOf(jars);
    }

    /** Those of this source tree, as its build has written them down. */
    static KernelJars find() throws IOException {
        Path kernel;
        try {
            URI place = AuditDb.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            kernel = Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        String others = Files.readString(kernel.resolveSibling("classpath"));
        return new KernelJars(Stream.concat(
                        Stream.of(kernel),
                        Stream.of(others.split(File.pathSeparator, -1)).map(Path::of))
                .toList());
    }

    double megabytes() {
        return jars.stream().mapToLong(it -> it.toFile().length()).sum() / 1e6;
    }

    /** A class path with one more class, in a jar too: an archive of classes holds none from directories. */
    String classPathWith(Class<?> type, Path directory) throws IOException {
        Path jar = directory.resolve("application.jar");
        String entry = type.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                var zip = new ZipOutputStream(file);
                InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
            zip.putNextEntry(new ZipEntry(entry));
            bytes.transferTo(zip);
        }
        return Stream.concat(Stream.of(jar), jars.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}

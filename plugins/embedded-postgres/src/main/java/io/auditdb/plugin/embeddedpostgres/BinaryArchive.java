package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * The programs of PostgreSQL as they travel in this jar: a compressed archive for one platform.
 *
 * @param version of the binaries; the first number is PostgreSQL's major version
 * @param platform operating system and processor
 */
record BinaryArchive(String version, String platform) {
    BinaryArchive {
        requireNonNull(version, "version is null");
        requireNonNull(platform, "platform is null");
    }

    static BinaryArchive bundled() throws IOException {
        var properties = new Properties();
        try (InputStream in = resource("binaries.properties")) {
            properties.load(in);
        }
        return new BinaryArchive(properties.getProperty("version"), properties.getProperty("platform"));
    }

    private static InputStream resource(String name) {
        return requireNonNull(BinaryArchive.class.getResourceAsStream(name), () -> name + " is not in the jar");
    }

    String major() {
        return version.substring(0, version.indexOf('.'));
    }

    /** Unpacks below {@code parent} unless that has been done before, and returns where the programs are. */
    Path unpack(Path parent) throws IOException {
        requirePlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path target = parent.resolve(version + "-" + platform);
        if (!Files.isDirectory(target)) {
            try (var compressed = new BufferedInputStream(resource("postgres-" + platform + ".txz"))) {
                TarXz.unpack(compressed, target);
            }
        }
        return target;
    }

    void requirePlatform(String system, String processor) {
        String here = platform(system, processor);
        if (!here.equals(platform)) {
            throw new AuditDbException(
                    PLUGIN_FAILED,
                    "This build of embedded-postgres carries PostgreSQL for " + platform + ", and this machine is "
                            + here + ". Build audit-db on such a machine, or configure database.url");
        }
    }

    private static String platform(String system, String processor) {
        String name = system.toLowerCase(Locale.ROOT);
        String kind = name.startsWith("mac") ? "darwin" : name.replace(' ', '_');
        return kind
                + switch (processor) {
                    case "amd64", "x86_64" -> "-x86_64";
                    case "aarch64", "arm64" -> "-arm_64";
                    default -> "-" + processor;
                };
    }
}

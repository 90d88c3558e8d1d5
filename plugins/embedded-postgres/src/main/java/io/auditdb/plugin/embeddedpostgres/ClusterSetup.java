package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the cluster at the first start: complete, with password and database, or not at all. */
final class ClusterSetup {
    static final String SUPERUSER = "auditdb_admin";
    static final String DATABASE = "auditdb";

    private static final Logger log = LoggerFactory.getLogger(ClusterSetup.class);
    private static final String UNFINISHED = "unfinished-";

    private final Programs programs;
    private final DataDirectory data;
    private final BinaryArchive archive;

    ClusterSetup(Programs programs, DataDirectory data, BinaryArchive archive) {
        this.programs = requireNonNull(programs, "programs is null");
        this.data = requireNonNull(data, "data is null");
        this.archive = requireNonNull(archive, "archive is null");
    }

    /** Returns the superuser's password, after making whatever is missing. Only while no server runs. */
    String prepare() throws IOException, InterruptedException {
        removeUnfinished();
        boolean exists = Files.exists(data.cluster());
        if (exists) {
            requireVersion();
        }
        if (data.password().isEmpty()) {
            keepNewPassword(exists);
        }
        String password = data.password().orElseThrow();
        if (!exists) {
            create(password);
        }
        return password;
    }

    private void requireVersion() throws IOException {
        String version = Files.readString(data.cluster().resolve("PG_VERSION")).strip();
        if (!version.equals(archive.major())) {
            throw new AuditDbException(
                    PLUGIN_FAILED,
                    "The data in " + data.cluster() + " was made by PostgreSQL " + version
                            + ", and this build carries PostgreSQL " + archive.major()
                            + ". Run the build of audit-db that made it, or move the data with pg_upgrade");
        }
    }

    /** A password that was lost is replaced: whoever may write these files is the owner of the data anyway. */
    private void keepNewPassword(boolean exists) throws IOException, InterruptedException {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        if (exists) {
            log.warn("The password of the embedded PostgreSQL is missing in {}; setting a new one", data.path());
            single(data.cluster(), "ALTER ROLE " + SUPERUSER + " PASSWORD '" + password + "'");
        }
        data.keepPassword(password);
    }

    private void create(String password) throws IOException, InterruptedException {
        Path unfinished = Files.createTempDirectory(
                data.path(),
                UNFINISHED,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path passwordFile = unfinished.resolve("password");
        Path cluster = Files.createDirectory(unfinished.resolve("data"));
        DataDirectory.writePrivate(passwordFile, password);
        for (Path path : new Path[] {unfinished, passwordFile, cluster}) {
            programs.account().give(path);
        }
        initialise(cluster, passwordFile);
        single(cluster, "CREATE DATABASE " + DATABASE + " OWNER " + SUPERUSER);
        Directories.rename(cluster, data.cluster());
        Directories.delete(unfinished);
    }

    /** Sorts by code point on every machine and in every version; knows upper and lower case beyond ASCII. */
    private void initialise(Path cluster, Path passwordFile) throws IOException, InterruptedException {
        programs.run(
                "initdb",
                "",
                "--pgdata=" + cluster,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions");
    }

    /** Runs one statement without a server; it must be one line. */
    private void single(Path cluster, String sql) throws IOException, InterruptedException {
        programs.run(
                "postgres",
                sql + "\n",
                "--single",
                "-D",
                cluster.toString(),
                "-c",
                "exit_on_error=on",
                "-c",
                "log_min_error_statement=panic",
                "template1");
    }

    private void removeUnfinished() throws IOException {
        try (var left = Files.newDirectoryStream(data.path(), UNFINISHED + "*")) {
            for (Path path : left) {
                Directories.delete(path);
            }
        }
    }
}

package io.auditdb.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.distribution.Installation.Result;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITTampering {
    @Test
    void whatASuperuserChangesIsFoundAndNamed(@TempDir Path directory) throws Exception {
        Installation installation = Installation.unpackPrepared(directory);
        try (Daemon daemon = installation.startDaemon()) {
            String id = append(installation);
            assertThat(installation.run("proof", id).exitCode()).isZero();
            assertThat(installation.run("verify").exitCode()).isZero();

            try (Connection superuser = superuser(installation);
                    var update = superuser.prepareStatement("UPDATE audit_event SET action = 'x' WHERE id = ?")) {
                update.setObject(1, UUID.fromString(id));
                assertThat(update.executeUpdate()).isEqualTo(1);
            }

            Result verified = installation.run("verify");
            assertThat(verified.exitCode()).as(verified.toString()).isEqualTo(4);
            assertThat(verified.out()).contains("NOT INTACT", "clinic/" + id);
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    private static String append(Installation installation) throws IOException, InterruptedException {
        Map<?, ?> answer = installation.json(
                "append", "--tenant", "clinic", "--action", "patient.read", "--status", "success", "--principal", "a");
        return (String) ((Map<?, ?>) ((List<?>) answer.get("events")).get(0)).get("id");
    }

    /** Connects as psql would with the URL that the command prints. */
    private static Connection superuser(Installation installation)
            throws IOException, InterruptedException, SQLException {
        URI url = URI.create(
                installation.run("database", "url", "--superuser").out().strip());
        Path passwords = Path.of(URLDecoder.decode(url.getRawQuery().replaceFirst(".*passfile=", ""), UTF_8));
        String[] fields = Files.readString(passwords).strip().split("(?<!\\\\):", 5);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), fields[3], fields[4]);
    }
}

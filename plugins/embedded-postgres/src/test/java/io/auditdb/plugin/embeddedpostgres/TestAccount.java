package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.plugin.embeddedpostgres.StartedPlugin.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who the server runs as; each test says what holds for root and what for everybody else. */
class TestAccount {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    @RegisterExtension
    private final ServerDirectory directory = new ServerDirectory();

    @Test
    void neverRunsTheServerAsRoot() throws Exception {
        try (var server = new StartedPlugin(directory.path())) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
            assertThat(owner()).isNotEqualTo("root");
            assertThat(Files.getOwner(directory.cluster()).getName()).isEqualTo(owner());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.cluster())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void runsAsTheUserThatWasNamed() throws Exception {
        String user = ROOT ? "nobody" : System.getProperty("user.name");
        try (var server = new StartedPlugin(directory.path(), settings(0, Optional.of("nobody"), Map.of()))) {
            assertThat(server.ask("SELECT 1")).isEqualTo("1");
            assertThat(owner()).isEqualTo(user);
        }
    }

    private String owner() throws Exception {
        return PostmasterFile.read(directory.cluster())
                .flatMap(file -> file.process(directory.cluster()))
                .flatMap(process -> process.info().user())
                .orElseThrow();
    }

    @Test
    void saysWhatIsInTheWay() throws Exception {
        Path closed = Files.createDirectory(directory.path().resolve("closed"));
        Path inside = Files.createDirectories(closed.resolve("deep/below"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        if (ROOT) {
            assertThatThrownBy(() -> new StartedPlugin(inside))
                    .hasMessageContaining("cannot enter " + closed.toRealPath() + ", which leads to")
                    .hasMessageContaining("Set AUDIT_DB_VAR to a directory that this user can reach");
        } else {
            new StartedPlugin(inside).close();
            assertThat(inside.resolve("postgres/data/PG_VERSION")).exists();
        }
    }

    @Test
    void refusesAUserThatDoesNotExist() throws Exception {
        Optional<String> unknown = Optional.of("no-such-user-here");
        if (ROOT) {
            assertThatThrownBy(() -> Account.choose(unknown, Duration.ofSeconds(10)))
                    .hasMessageContaining("no-such-user-here is not an unprivileged user of this machine");
            assertThatThrownBy(() -> Account.choose(Optional.of("root"), Duration.ofSeconds(10)))
                    .hasMessageContaining("root is not an unprivileged user");
        } else {
            assertThat(Account.choose(unknown, Duration.ofSeconds(10)).isOther())
                    .isFalse();
        }
    }
}

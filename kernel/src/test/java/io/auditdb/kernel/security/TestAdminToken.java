package io.auditdb.kernel.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestAdminToken {
    private final SecuritySettings settings = new SecuritySettings(Duration.ofSeconds(5), 10, 10, Duration.ofDays(1));
    private final StoredAccessTokens tokens =
            new StoredAccessTokens(new InMemoryTokenStore(), settings, Clock.systemUTC(), OutageTrust.NONE);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("var/admin.token");
    }

    @Test
    void theFirstStartWritesATokenForItsOwnerOnly() throws IOException {
        assertThat(tokens.ensureAdminToken(file)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        Access access = tokens.authenticate(secret()).orElseThrow();
        assertThat(access.principal()).isEqualTo("admin");
        assertThat(access.tenants()).isEmpty();
        assertThat(access.may(Right.ADMIN)).isTrue();
        assertThat(access.may(Right.REIDENTIFY)).isFalse();
    }

    @Test
    void theNextStartKeepsIt() throws IOException {
        tokens.ensureAdminToken(file);
        String first = secret();
        assertThat(tokens.ensureAdminToken(file)).isFalse();
        assertThat(secret()).isEqualTo(first);
    }

    @Test
    void anotherDatabaseGetsATokenOfItsOwn() throws IOException {
        tokens.ensureAdminToken(file);
        String first = secret();
        var other = new StoredAccessTokens(new InMemoryTokenStore(), settings, Clock.systemUTC(), OutageTrust.NONE);
        assertThat(other.ensureAdminToken(file)).isTrue();
        assertThat(secret()).isNotEqualTo(first);
        assertThat(other.authenticate(secret())).isPresent();
    }

    @Test
    void aFileThatHoldsNoTokenIsReplaced() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        assertThat(tokens.ensureAdminToken(file)).isTrue();
        assertThat(tokens.authenticate(secret())).isPresent();
    }

    @Test
    void aTokenThatWasRevokedOnPurposeIsNotReplaced() throws IOException {
        tokens.ensureAdminToken(file);
        var admin = new Access("root", Set.of(), Set.of(Right.ADMIN));
        tokens.revoke(admin, tokens.list(admin).get(0).id());
        assertThat(tokens.ensureAdminToken(file)).isFalse();
        Files.delete(file);
        assertThat(tokens.ensureAdminToken(file)).isTrue();
    }

    @Test
    void aFileThatOthersCouldReadIsTakenFromThem() throws IOException {
        tokens.ensureAdminToken(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        tokens.ensureAdminToken(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
        Files.createFile(directory.resolve("var"));
        assertThatThrownBy(() -> tokens.ensureAdminToken(file)).hasMessageContaining(file.toString());
    }

    private String secret() throws IOException {
        return Files.readString(file).strip();
    }
}

package io.auditdb.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestDatabaseUrl {
    @TempDir
    private Path directory;

    @Test
    void namesEverything() {
        assertThat(parse("postgresql://ada:s3cret@db.example:5433/audit?sslmode=verify-full&a=b"))
                .isEqualTo(
                        new DatabaseAddress("db.example", 5433, "audit", "ada", "s3cret", "sslmode=verify-full&a=b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ada@db.example/audit",
                "postgres://ada@db.example/audit",
                "postgresql://ada@db.example:5432/audit",
                "jdbc:postgresql://ada@db.example/audit",
                "postgresql://ada:@db.example/audit"
            })
    void mayLeaveOutPortAndPassword(String url) {
        assertThat(parse(url)).isEqualTo(new DatabaseAddress("db.example", 5432, "audit", "ada", "", ""));
    }

    @Test
    void mayEscapeAnything() {
        DatabaseAddress address = parse("postgresql://a%40b:p%3A%2F%40%25+%C3%A9@db.example/au%20dit");
        assertThat(address.user()).isEqualTo("a@b");
        assertThat(address.password()).isEqualTo("p:/@%+é");
        assertThat(address.database()).isEqualTo("au dit");
    }

    @Test
    void aReplicaHasTheDatabaseAndTheRolesOfThePrimary() {
        var writer = new DatabaseAddress("db.example", 5432, "audit", "audit_writer", "s3cret", "sslmode=require");
        assertThat(DatabaseUrl.replica("one", "postgresql://standby.example:5433", writer))
                .isEqualTo(new DatabaseAddress(
                        "standby.example", 5433, "audit", "audit_writer", "s3cret", "sslmode=require"));
        assertThat(DatabaseUrl.replica("one", "postgresql://[::1]/audit?sslmode=disable", writer))
                .isEqualTo(new DatabaseAddress("::1", 5432, "audit", "audit_writer", "s3cret", "sslmode=disable"));
        for (String url : new String[] {"postgresql://ada@h/audit", "postgresql://h/other", "mysql://h", "h:5432"}) {
            assertThatThrownBy(() -> DatabaseUrl.replica("one", url, writer))
                    .isInstanceOfSatisfying(
                            AuditDbException.class,
                            e -> assertThat(e.faults())
                                    .allMatch(fault -> fault.path().equals("database.replicas.one")));
        }
    }

    @Test
    void aPasswordMayHoldColons() {
        assertThat(parse("postgresql://ada:a:b:c@db.example/audit").password()).isEqualTo("a:b:c");
    }

    @Test
    void aHostMayBeAnAddress() {
        assertThat(parse("postgresql://ada@127.0.0.1/audit").host()).isEqualTo("127.0.0.1");
        DatabaseAddress v6 = parse("postgresql://ada@[::1]:5433/audit");
        assertThat(v6.host()).isEqualTo("::1");
        assertThat(v6.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5433/audit");
    }

    @Test
    void thePasswordOfTheFileWins() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "from file\n");
        assertThat(DatabaseUrl.parse("postgresql://ada:s3cret@db.example/audit", file)
                        .password())
                .isEqualTo("from file");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = directory.resolve("password");
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://ada@db.example/audit", file))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("database.password-file: cannot be read: " + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "mysql://ada:s3cret@db.example/audit",
                "http://ada:s3cret@db.example/audit",
                "//ada:s3cret@db.example/audit",
                "postgresql://ada:s3cret@db.example",
                "postgresql://ada:s3cret@db.example/",
                "postgresql://ada:s3cret@/audit",
                "postgresql://db.example/audit",
                "postgresql://:s3cret@db.example/audit",
                "postgresql:ada:s3cret@db.example/audit",
                "postgresql://ada:s3cret @db.example/audit",
                "postgresql://ada:s3cret%zz@db.example/audit",
                "postgresql://ada:s3cret@x@db.example/audit",
                "postgresql://ada:s3cret/x@db.example/audit",
                "postgresql://ada:s3cret@db.example:port/audit",
                "jdbc:postgresql://db.example/audit?user=ada&password=s3cret"
            })
    void whatItCannotBeIsSaidWithoutThePassword(String url) {
        assertThatThrownBy(() -> parse(url)).isInstanceOfSatisfying(AuditDbException.class, e -> {
            assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
            assertThat(e.faults()).hasSize(1);
            assertThat(e.faults().get(0).path()).isEqualTo("database.url");
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("s3cret");
            }
        });
    }

    @Test
    void anAddressDoesNotShowItsPassword() {
        DatabaseAddress address = parse("postgresql://ada:s3cret@db.example/audit");
        assertThat(address.toString()).isEqualTo("ada@db.example:5432/audit");
        assertThat(address.jdbcUrl()).doesNotContain("s3cret", "ada");
    }

    private static DatabaseAddress parse(String url) {
        return DatabaseUrl.parse(url, null);
    }
}

package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Access tokens on a real database. */
class TestTokens {
    private static TestingAuditDb audit;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open();
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static Access admin() throws Exception {
        String secret = Files.readString(audit.var().resolve("admin.token")).strip();
        return audit.platform().tokens().authenticate(secret).orElseThrow();
    }

    @Test
    void makesAndEndsTokensAndRecordsBoth() throws Exception {
        AccessTokens tokens = audit.platform().tokens();
        var made = tokens.create(admin(), "reader", Set.of("tenant-1"), Set.of(Right.READ), Duration.ofDays(1));
        Access access = tokens.authenticate(made.secret()).orElseThrow();
        assertThat(access.principal()).isEqualTo("reader");
        assertThat(access.tenants()).containsExactly("tenant-1");
        assertThat(access.may(Right.READ)).isTrue();
        assertThat(access.may(Right.APPEND)).isFalse();
        assertThat(tokens.authenticate(made.secret() + "x")).isEmpty();
        assertThat(tokens.revoke(admin(), made.info().id())).isTrue();
        assertThat(tokens.authenticate(made.secret())).isEmpty();
        assertThat(tokens.revoke(admin(), made.info().id())).isFalse();
        assertThat(tokens.list(admin()))
                .filteredOn(it -> it.id().equals(made.info().id()))
                .allMatch(it -> it.revokedAt().isPresent());
        audit.awaitSealed(3);
        assertThat(audit.database()
                        .query(EventQuery.builder()
                                .tenant(AuditDatabase.SYSTEM_TENANT)
                                .action("token.*")
                                .targetId(made.info().id().toString())
                                .build())
                        .events())
                .extracting(it -> it.event().action() + " " + it.event().status())
                .containsExactlyInAnyOrder("token.create SUCCESS", "token.revoke SUCCESS", "token.revoke FAILURE");
    }

    @Test
    void keepsNoSecretInTheDatabase() throws Exception {
        var made = audit.platform().tokens().create(admin(), "writer", Set.of(), Set.of(Right.APPEND), null);
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT t::text FROM access_token t")) {
            while (row.next()) {
                assertThat(row.getString(1)).doesNotContain(made.secret());
            }
        }
    }

    @Test
    void keepsTheAdminTokenAcrossARestart() throws Exception {
        String before = Files.readString(audit.var().resolve("admin.token"));
        audit.stop();
        audit.start();
        assertThat(Files.readString(audit.var().resolve("admin.token"))).isEqualTo(before);
        assertThat(admin().may(Right.ADMIN)).isTrue();
    }
}

package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.storage.DatabaseAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestServerChoice {
    @Test
    void usesTheServerThatIsNamed() throws Exception {
        var choice = choice(Map.of("AUDIT_DB_TEST_DATABASE_URL", "postgresql://me:a%40b@db.test/audit?ssl=true"));
        try (RunningServer server = choice.start(Map.of())) {
            assertThat(server.address())
                    .isEqualTo(new DatabaseAddress("db.test", 5432, "audit", "me", "a@b", "ssl=true"));
            assertThat(server.description()).doesNotContain("a@b");
        }
    }

    @Test
    void prefersTheImageThatIsNamed() {
        assertThat(choice(Map.of())).isEqualTo(new ServerChoice(Optional.empty(), "postgres:18"));
        assertThat(choice(Map.of("AUDIT_DB_TEST_IMAGE", "mine:1")).image()).isEqualTo("mine:1");
    }

    @Test
    void neverDownloadsAnImage() {
        assertThat(ContainerServer.isPossible("audit-db-testing-no-such-image:1"))
                .isFalse();
    }

    @Test
    void refusesAUrlWithoutAUser() {
        var choice = choice(Map.of("AUDIT_DB_TEST_DATABASE_URL", "postgresql://db.test/audit"));
        assertThatThrownBy(() -> choice.start(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AUDIT_DB_TEST_DATABASE_URL must name user, host and database");
    }

    private static ServerChoice choice(Map<String, String> variables) {
        return ServerChoice.from(variables::get);
    }
}

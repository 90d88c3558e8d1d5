package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TestEmbeddedServer {
    @Test
    void takesAnotherDirectoryWhileOneIsInUse() throws Exception {
        try (var one = EmbeddedServer.start(Map.of());
                var other = EmbeddedServer.start(Map.of())) {
            assertThat(one.description()).isNotEqualTo(other.description());
        }
    }

    @Test
    void removesWhatAnEarlierRunLeft() throws Exception {
        try (var server = EmbeddedServer.start(Map.of())) {
            TestingDatabase left = TestingDatabase.create(server.address());
            left.execute("CREATE ROLE left_behind", "CREATE TABLE t (id int)", "ALTER TABLE t OWNER TO left_behind");
        }
        try (var server = EmbeddedServer.start(Map.of());
                var session = Session.open(server.address())) {
            assertThat(session.query("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"))
                    .isEmpty();
            assertThat(session.query("SELECT rolname FROM pg_roles WHERE rolname = 'left_behind'"))
                    .isEmpty();
        }
    }

    @Test
    void startsAnewWhenWhatWasLeftCannotBeRemoved() throws Exception {
        try (var server = EmbeddedServer.start(Map.of());
                var session = Session.open(server.address())) {
            session.execute("CREATE ROLE stuck");
            session.execute("CREATE TABLE stuck_table (id int)");
            session.execute("ALTER TABLE stuck_table OWNER TO stuck");
        }
        try (var server = EmbeddedServer.start(Map.of());
                var session = Session.open(server.address())) {
            assertThat(session.query("SELECT rolname FROM pg_roles WHERE rolname = 'stuck'"))
                    .isEmpty();
        }
    }
}

package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestTestingPostgres {
    @Test
    void sharesOneServer() {
        assertThat(TestingPostgres.shared()).isSameAs(TestingPostgres.shared());
    }

    @Test
    void givesEachCallerADatabaseOfItsOwn() throws Exception {
        try (var one = TestingPostgres.shared().createDatabase();
                var other = TestingPostgres.shared().createDatabase()) {
            one.execute("CREATE TABLE mine (id int)");
            other.execute("CREATE TABLE mine (id int)");
            assertThat(one.address().database()).isNotEqualTo(other.address().database());
        }
    }

    @Test
    void isDurableUnlessAskedOtherwise() throws Exception {
        try (var session = Session.open(TestingPostgres.shared().address())) {
            for (String name : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                assertThat(session.query("SHOW " + name)).containsExactly("on");
            }
        }
    }

    @Test
    void dropsADatabaseThatIsStillInUse() throws Exception {
        var database = TestingPostgres.shared().createDatabase();
        try (Connection connection = database.connect()) {
            assertThat(connection.isValid(1)).isTrue();
            database.execute("CREATE ROLE " + database.address().database() + "_writer");
            database.close();
            assertThat(connection.isValid(1)).isFalse();
        }
        assertThatThrownBy(database::connect).isInstanceOf(SQLException.class).hasMessageContaining("does not exist");
        try (var session = Session.open(TestingPostgres.shared().address())) {
            assertThat(session.query(
                            "SELECT rolname FROM pg_roles WHERE strpos(rolname, ?) > 0",
                            database.address().database()))
                    .isEmpty();
        }
    }

    @Test
    void startsAServerOfOnesOwn() throws Exception {
        try (var own = TestingPostgres.start(Map.of("work_mem", "5MB"));
                var session = Session.open(own.address())) {
            assertThat(own.address()).isNotEqualTo(TestingPostgres.shared().address());
            assertThat(session.query("SHOW work_mem")).containsExactly("5MB");
        }
    }
}

package io.auditdb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.storage.DatabaseAddress;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestTestingCluster {
    private static TestingCluster cluster;
    private static TestingDatabase database;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestingCluster.start();
        database = cluster.createDatabase();
        database.execute("CREATE TABLE t (id int)");
        cluster.awaitReplay();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void showsOnBothStandbysWhatThePrimaryCommits() throws Exception {
        long before = count(cluster.standby(1));
        database.execute("INSERT INTO t VALUES (1)");
        cluster.awaitReplay();
        assertThat(count(cluster.standby(0))).isEqualTo(before + 1);
        assertThat(count(cluster.standby(1))).isEqualTo(before + 1);
        assertThat(cluster.standby(0).query("SELECT pg_is_in_recovery()::text")).containsExactly("true");
    }

    @Test
    void isDurableAndOneSystem() {
        for (ClusterNode node : cluster.standbys()) {
            assertThat(node.query("SHOW fsync")).containsExactly("on");
            assertThat(node.query("SELECT system_identifier::text FROM pg_control_system()"))
                    .isEqualTo(cluster.primary().query("SELECT system_identifier::text FROM pg_control_system()"));
        }
    }

    @Test
    void delaysAStandby() throws Exception {
        ClusterNode standby = cluster.standby(0);
        standby.delay(Duration.ofSeconds(2));
        long before = count(standby);
        long began = System.nanoTime();
        database.execute("INSERT INTO t VALUES (1)");
        await().pollInterval(Duration.ofMillis(20)).until(() -> count(standby) == before + 1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1900));
        standby.delay(Duration.ZERO);
    }

    @Test
    void pausesReplay() throws Exception {
        ClusterNode standby = cluster.standby(1);
        standby.pauseReplay();
        long before = count(standby);
        database.execute("INSERT INTO t VALUES (1)");
        await().until(() -> standby.query("SELECT (pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn())::text")
                .contains("true"));
        assertThat(count(standby)).isEqualTo(before);
        standby.resumeReplay();
        await().until(() -> count(standby) == before + 1);
    }

    @Test
    void pausesAServerSoThatNothingAnswers() throws Exception {
        ClusterNode standby = cluster.standby(0);
        standby.pause();
        assertThatThrownBy(() -> Session.open(impatient(standby))).isInstanceOf(SQLException.class);
        standby.resume();
        awaitSame(standby);
    }

    private static void awaitSame(ClusterNode standby) {
        await().untilAsserted(() -> assertThat(count(standby)).isEqualTo(count(cluster.primary())));
    }

    @Test
    void cutsAServerOff() throws Exception {
        ClusterNode standby = cluster.standby(0);
        try (var connection = Session.connect(standby.address())) {
            standby.cutOff();
            assertThat(connection.isValid(1)).isFalse();
            assertThatThrownBy(() -> Session.connect(standby.address())).isInstanceOf(SQLException.class);
        }
        standby.restore();
        awaitSame(standby);
    }

    @Test
    void cutsAStandbyOffFromThePrimaryOnly() throws Exception {
        ClusterNode standby = cluster.standby(1);
        long before = count(standby);
        standby.cutFromPrimary();
        database.execute("INSERT INTO t VALUES (1)");
        assertThat(count(standby)).isEqualTo(before);
        standby.restore();
        await().until(() -> count(standby) == before + 1);
    }

    @Test
    void killsAndStopsAndStartsAServer() throws Exception {
        ClusterNode standby = cluster.standby(0);
        standby.kill();
        assertThatThrownBy(() -> Session.connect(standby.address())).isInstanceOf(SQLException.class);
        standby.start();
        assertThat(count(standby)).isEqualTo(count(cluster.primary()));
        standby.stop();
        assertThatThrownBy(() -> Session.connect(standby.address())).isInstanceOf(SQLException.class);
        standby.start();
        cluster.primary().stop();
        cluster.primary().start();
        database.execute("INSERT INTO t VALUES (1)");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void promotesAStandby() throws Exception {
        ClusterNode standby = cluster.standby(1);
        standby.promote();
        try (var session = Session.open(of(standby))) {
            session.execute("INSERT INTO t VALUES (2)");
        }
        assertThat(standby.query("SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)::text"))
                .isNotEqualTo(cluster.primary().query("SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"));
    }

    private static long count(ClusterNode node) throws SQLException {
        try (var session = Session.open(of(node))) {
            return Long.parseLong(session.query("SELECT count(*) FROM t").get(0));
        }
    }

    private static DatabaseAddress of(ClusterNode node) {
        DatabaseAddress address = node.address();
        return new DatabaseAddress(
                address.host(),
                address.port(),
                database.address().database(),
                address.user(),
                address.password(),
                address.parameters());
    }

    private static DatabaseAddress impatient(ClusterNode node) {
        DatabaseAddress address = of(node);
        return new DatabaseAddress(
                address.host(),
                address.port(),
                address.database(),
                address.user(),
                address.password(),
                "loginTimeout=1");
    }
}

package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionInterval;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.PartitionOrder;
import io.auditdb.api.storage.PartitionRange;
import io.auditdb.testing.OtherInstance;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several processes look after the partitions of one database, and some of them are killed. */
class TestManyMaintainers {
    private static final System.Logger LOG = System.getLogger("test");
    private static final int KILLS = Integer.getInteger("partition.kills", 4);
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private TestingAuditDb audit;
    private PartitionManager partitions;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of("plugins.partitioning.enabled", true, "plugins.partitioning.ahead", 2));
        partitions = audit.platform().service(PartitionManager.class);
        await().until(() -> health().equals(HealthCheck.Result.OK));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    private HealthCheck.Result health() {
        return audit.platform().extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals("partitions"))
                .findFirst()
                .orElseThrow()
                .check();
    }

    private void create(int year) {
        var range = new PartitionRange(
                Instant.parse(year + "-01-01T00:00:00Z"), Instant.parse((year + 1) + "-01-01T00:00:00Z"));
        partitions.create(OPERATOR, new PartitionOrder(range, Optional.of(PartitionInterval.parse("monthly"))), false);
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void oneOfSixteenInFourProcessesActsAndNoneFails() throws Exception {
        create(2005);
        String deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        String before = text(deadlocks);
        var others = new ArrayList<OtherInstance>();
        try {
            for (int i = 0; i < 4; i++) {
                others.add(OtherInstance.start(audit, 3));
            }
            for (OtherInstance other : others) {
                other.go();
            }
            for (OtherInstance other : others) {
                assertThat(other.failures()).isEmpty();
            }
        } finally {
            for (OtherInstance other : others) {
                other.close();
            }
        }
        assertThat(text(deadlocks)).isEqualTo(before);
        assertThat(partitions.list(OPERATOR))
                .filteredOn(it -> it.name().startsWith("audit_event_2010_01"))
                .hasSize(20);
        assertThat(partitions.list(OPERATOR)).noneMatch(it -> it.name().startsWith("audit_event_2005"));
        try (var drops = audit.database().stream(
                EventQuery.builder().tenant("_system").action("partition.drop").build())) {
            assertThat(drops.map(it -> it.event().target().orElseThrow().id()))
                    .hasSize(12)
                    .doesNotHaveDuplicates();
        }
        assertThat(health()).isEqualTo(HealthCheck.Result.OK);
        assertThat(audit.verify().violations()).isEmpty();
    }

    @Test
    void losesNothingWhenMaintainersAreKilledAnywhere() throws Exception {
        long seed = Long.getLong("partition.seed", System.nanoTime());
        LOG.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        var random = new Random(seed);
        var events = new ArrayList<AuditEvent>();
        for (int round = 0; round < KILLS; round++) {
            create(2000 + round);
            audit.postgres()
                    .execute(
                            "CREATE TABLE rest PARTITION OF audit_event DEFAULT",
                            "ALTER TABLE rest OWNER TO \""
                                    + audit.postgres().address().database() + "_maintainer\"");
            events.addAll(appendTo(1980 + round));
            try (OtherInstance other = OtherInstance.start(audit, 100)) {
                other.go();
                Thread.sleep(random.nextInt(1500));
                other.kill();
            }
            repair();
            requireAll(events);
        }
        assertThat(audit.verify().violations()).isEmpty();
    }

    private List<AuditEvent> appendTo(int year) {
        var events = new ArrayList<AuditEvent>();
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 20; day++) {
                events.add(SampleEvents.event(1).toBuilder()
                        .id(UUID.randomUUID())
                        .occurredAt(OffsetDateTime.parse("%d-%02d-%02dT00:00:00Z".formatted(year, month, day)))
                        .build());
            }
        }
        audit.database().append(events);
        return events;
    }

    /** What the database still does for the one that was killed ends by itself. */
    private void repair() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            partitions.maintain(OPERATOR, false);
            partitions.cleanup(OPERATOR, OtherInstance.CLEANED, false);
            return health().equals(HealthCheck.Result.OK);
        });
    }

    private void requireAll(List<AuditEvent> events) throws SQLException {
        assertThat(text("SELECT count(*) || ' ' || count(DISTINCT id) FROM audit_event WHERE tenant <> '_system'"))
                .isEqualTo(events.size() + " " + events.size());
        assertThat(text("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isEqualTo("0");
        assertThat(text("SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE relkind = 'r'"
                        + " AND (relname LIKE 'audit_event_%' OR relname = 'rest') AND NOT relispartition"))
                .isEmpty();
        assertThat(
                        text(
                                "SELECT count(*) FROM event_partition WHERE goal IS NOT NULL OR state IN ('planned', 'detached')"))
                .isEqualTo("0");
    }
}

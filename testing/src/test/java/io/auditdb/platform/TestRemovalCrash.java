package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.compliance.RetentionPolicy;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.ledger.VerificationProgress;
import io.auditdb.api.ledger.VerificationScope;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.PartitionStep.Outcome;
import io.auditdb.testing.OtherInstance;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.Period;
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

/** A process that removes events is killed, wherever it is: each event is in one place, or accounted for. */
class TestRemovalCrash {
    private static final System.Logger LOG = System.getLogger("test");
    private static final int KILLS = Integer.getInteger("retention.kills", 4);
    private static final int LONGEST_MILLIS = 1500;
    private static final int MONTHS = 12;
    private static final int EVENTS = 100;
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    private TestingAuditDb audit;
    private RetentionManager retention;

    @BeforeEach
    void open() {
        audit = TestingAuditDb.open(Map.of(
                "plugins.partitioning.enabled", true,
                "plugins.partitioning.ahead", 2,
                "ledger.verification.background.enabled", false));
        retention = audit.platform().service(RetentionManager.class);
        retention.add(
                OPERATOR,
                new RetentionPolicy(
                        "brief",
                        Classification.PUBLIC,
                        false,
                        Optional.empty(),
                        Optional.of(Period.ofDays(1)),
                        Optional.empty(),
                        "for a test"));
    }

    @AfterEach
    void close() {
        audit.close();
    }

    @Test
    void losesNothingAndAccountsForAllWhereverItIsKilled() throws Exception {
        long seed = Long.getLong("retention.seed", System.nanoTime());
        LOG.log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        var random = new Random(seed);
        long lasting = 0;
        long brief = 0;
        for (int round = 0; round < KILLS; round++) {
            // of each month one half or all may go, so that some partitions are thinned and some dropped
            List<AuditEvent> events = events(1980 + round);
            audit.database().append(events);
            await().until(() -> audit.ledger()
                    .proof(null, events.get(events.size() - 1).id())
                    .isPresent());
            long stay =
                    events.stream().filter(it -> it.retentionPolicy().isEmpty()).count();
            lasting += stay;
            brief += events.size() - stay;
            try (OtherInstance other = OtherInstance.startRetention(audit)) {
                other.go();
                Thread.sleep(random.nextInt(LONGEST_MILLIS));
                other.kill();
            }
            // between the end of the process and the end of its sessions, and after that
            assertThat(violations(VerificationScope.full()))
                    .as("seed %d, round %d", seed, round)
                    .isEmpty();
            assertThat(violations(VerificationScope.incremental())).isEmpty();
        }
        await().until(() -> retention.apply(OPERATOR, false).stream()
                .allMatch(it -> it.outcome() == Outcome.PLANNED
                        && it.plan().past() == it.plan().held()));
        assertThat(count("SELECT count(*) FROM audit_event WHERE classification = 'PUBLIC'"))
                .isEqualTo(lasting);
        assertThat(count("SELECT sum(bit_count(positions)) FROM ledger_removal"))
                .isEqualTo(brief);
        assertThat(count("SELECT sum((details ->> 'events')::int) FROM audit_event"
                        + " WHERE tenant = '_system' AND action = 'retention.delete'"))
                .isEqualTo(brief);
        assertThat(violations(VerificationScope.full())).isEmpty();
    }

    private List<Violation> violations(VerificationScope scope) {
        return audit.ledger().verify(scope, VerificationProgress.NONE).violations();
    }

    private static List<AuditEvent> events(int year) {
        var events = new ArrayList<AuditEvent>();
        for (int i = 0; i < MONTHS * EVENTS; i++) {
            int month = i % MONTHS;
            events.add(SampleEvents.event(i).toBuilder()
                    .id(UUID.randomUUID())
                    .occurredAt(OffsetDateTime.parse("%d-01-01T00:00:00Z".formatted(year))
                            .plusMonths(month)
                            .plusMinutes(i))
                    .classification(Classification.PUBLIC)
                    .retentionPolicy(month % 2 == 0 || i % 24 < 12 ? "brief" : null)
                    .build());
        }
        return events;
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = audit.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}

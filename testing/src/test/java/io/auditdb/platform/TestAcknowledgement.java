package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.testing.TestingAuditDb;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far events have come when their caller is answered, on a real database. */
class TestAcknowledgement {
    @Test
    void whatIsCheckpointedHasAProof() {
        try (var audit = TestingAuditDb.open()) {
            List<AuditEvent> events = SampleEvents.events(10);
            assertThat(audit.database().append(events, Acknowledgement.CHECKPOINTED))
                    .noneMatch(Appended::duplicate);
            assertProofs(audit.ledger(), events);
            assertThat(audit.database().append(events, Acknowledgement.CHECKPOINTED))
                    .allMatch(Appended::duplicate);
        }
    }

    @Test
    void manyWaitAtOnceAndAllAreAnswered() throws Exception {
        try (var audit = TestingAuditDb.open()) {
            var answers = new ArrayList<CompletableFuture<List<Appended>>>();
            for (AuditEvent event : SampleEvents.events(200)) {
                answers.add(audit.database().submit(List.of(event), Acknowledgement.SEQUENCED));
            }
            for (CompletableFuture<List<Appended>> answer : answers) {
                answer.get(30, TimeUnit.SECONDS);
            }
            assertProofs(audit.ledger(), SampleEvents.events(200));
        }
    }

    private static void assertProofs(Ledger ledger, List<AuditEvent> events) {
        for (AuditEvent event : events) {
            assertThat(ledger.proof(event.tenant(), event.id())).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SEQUENCED", "CHECKPOINTED"})
    void saysThatEventsAreDurableWhenNobodySequencesThem(Acknowledgement level) throws Exception {
        try (var audit = TestingAuditDb.closed(Map.of("ledger.seal-timeout", "200ms"));
                Connection lock = audit.postgres().connect();
                Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1635083369, 0)"); // nobody else becomes the one that sequences
            audit.start();
            AuditEvent event = SampleEvents.event(1);
            assertThatThrownBy(() -> audit.database().append(List.of(event), level))
                    .hasMessage("The events are durable, but not in the log after PT0.2S")
                    .isInstanceOfSatisfying(
                            AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.TIMEOUT));
            assertThat(audit.database().find(event.tenant(), event.id())).isPresent();
        }
    }

    @Test
    void letsOnlySoManyWait() throws Exception {
        try (var audit = TestingAuditDb.closed(Map.of("ledger.max-awaited-seals", 1));
                Connection lock = audit.postgres().connect();
                Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1635083369, 0)");
            audit.start();
            CompletableFuture<List<Appended>> first =
                    audit.database().submit(List.of(SampleEvents.event(1)), Acknowledgement.SEQUENCED);
            audit.database().append(SampleEvents.event(3)); // after the first in the queue, or beside it
            assertThatThrownBy(() -> waitBoth(first, audit))
                    .hasMessageContaining("The events are durable, but too many callers wait for the log");
            statement.execute("SELECT pg_advisory_unlock(1635083369, 0)");
        }
    }

    /** Whichever of the two comes second is refused. */
    private static void waitBoth(CompletableFuture<List<Appended>> first, TestingAuditDb audit) throws Exception {
        CompletableFuture<List<Appended>> second =
                audit.database().submit(List.of(SampleEvents.event(2)), Acknowledgement.SEQUENCED);
        CompletableFuture.anyOf(first, second).get(30, TimeUnit.SECONDS);
    }
}

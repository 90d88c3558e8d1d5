package io.auditdb.kernel.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.EventPage;
import io.auditdb.kernel.change.Position;
import io.auditdb.kernel.change.Snapshot;
import io.auditdb.kernel.json.StrictJson;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestAnswerFormat {
    private static final Position POSITION = new Position(7, 8, Snapshot.parse("10:12:10"));
    private static final Answer ANSWER = new Answer(
            new EventPage(
                    List.of(
                            new RecordedEvent(
                                    AuditEvent.builder()
                                            .id(UUID.fromString("01890000-0000-7000-8000-000000000001"))
                                            .occurredAt(OffsetDateTime.parse("2026-11-21T12:00:00.123456+05:30"))
                                            .tenant("clinic-ä")
                                            .action("read")
                                            .status(Status.FAILURE)
                                            .principal(new Principal("u", null, "Ursula"))
                                            .subject(new Subject("p", "Patient"))
                                            .target(new Target("Observation", null))
                                            .session(new Session(null, "10.0.0.1", null))
                                            .purpose("TREAT")
                                            .outcome("no")
                                            .correlationId("c")
                                            .source("ehr")
                                            .classification(Classification.PHI)
                                            .retentionPolicy("slow")
                                            .details(Map.of("a", List.of(1L, "b", Map.of("c", true))))
                                            .build(),
                                    Instant.parse("2026-11-21T06:30:01.5Z"),
                                    new Receipt("7", 1, 0, new BatchPosition(1, 2, 3)),
                                    Set.of("outcome")),
                            new RecordedEvent(
                                    AuditEvent.builder()
                                            .id(UUID.fromString("01890000-0000-7000-8000-000000000002"))
                                            .occurredAt(OffsetDateTime.parse("0001-01-01T00:00:00Z"))
                                            .tenant("t")
                                            .action("x")
                                            .status(Status.SUCCESS)
                                            .classification(Classification.INTERNAL)
                                            .build(),
                                    Instant.EPOCH,
                                    new Receipt("7", 1, 0, new BatchPosition(1, 2, 4)),
                                    Set.of())),
                    "cursor"),
            POSITION);

    private final AnswerFormat format = new AnswerFormat(new StrictJson(), new UUID(1, 1));
    private final AnswerFormat other = new AnswerFormat(new StrictJson(), new UUID(2, 2));

    @Test
    void readsWhatItWrote() {
        Answer read = format.read(format.write(ANSWER, "00000001"), (timeline, snapshot) -> Optional.empty());
        assertThat(read.position()).isEqualTo(POSITION);
        assertThat(read.page().next()).contains("cursor");
        assertThat(read.page().events()).hasSize(2).zipSatisfy(ANSWER.page().events(), TestAnswerFormat::assertSame);
    }

    private static void assertSame(RecordedEvent one, RecordedEvent two) {
        assertThat(one.event()).isEqualTo(two.event());
        assertThat(one.recordedAt()).isEqualTo(two.recordedAt());
        assertThat(one.receipt()).isEqualTo(two.receipt());
        assertThat(one.redacted()).isEqualTo(two.redacted());
    }

    @Test
    void writesWhatEventsHaveInCommonOnce() {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            events.add(new RecordedEvent(
                    AuditEvent.builder()
                            .id(new UUID(i, i))
                            .occurredAt(
                                    OffsetDateTime.parse("2026-11-21T12:00:00Z").plusSeconds(i))
                            .tenant("clinic")
                            .action("fhir.patient.read")
                            .status(Status.SUCCESS)
                            .principal(Principal.of("practitioner-" + i % 400))
                            .purpose("x".repeat(i % 300))
                            .details(Map.of("department", "cardiology"))
                            .build(),
                    Instant.EPOCH,
                    new Receipt("7", 1, i, new BatchPosition(1, 2, i)),
                    Set.of()));
        }
        byte[] bytes = format.write(new Answer(new EventPage(events, null), POSITION), "00000001");
        assertThat(bytes.length).isLessThan(events.size() * 100 + 400 * 20 + 300 * 300 / 2);
        Answer read = format.read(bytes, (timeline, snapshot) -> Optional.empty());
        assertThat(read.page().events()).zipSatisfy(events, TestAnswerFormat::assertSame);
    }

    @Test
    void asksForThePositionOfAnAnswerFromElsewhere() {
        byte[] bytes = format.write(ANSWER, "00000001");
        Position here = new Position(3, 4, Snapshot.parse("9:9:"));
        Answer read = other.read(bytes, (timeline, snapshot) -> {
            assertThat(timeline).isEqualTo("00000001");
            assertThat(snapshot).isEqualTo(POSITION.snapshot());
            return Optional.of(here);
        });
        assertThat(read.position()).isEqualTo(here);
        assertThat(other.read(bytes, (timeline, snapshot) -> Optional.empty()).position())
                .isNull();
    }

    @Test
    void refusesWhatIsCutShortOrLongerOrOfAnotherVersion() {
        byte[] bytes = format.write(ANSWER, "00000001");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> format.read(cut, (timeline, snapshot) -> Optional.empty()))
                    .as("%d bytes", length)
                    .isInstanceOf(AnswerFormat.UnusableException.class);
        }
        assertThatThrownBy(() ->
                        format.read(Arrays.copyOf(bytes, bytes.length + 1), (timeline, snapshot) -> Optional.empty()))
                .isInstanceOf(AnswerFormat.UnusableException.class);
        bytes[3]++;
        assertThatThrownBy(() -> format.read(bytes, (timeline, snapshot) -> Optional.empty()))
                .isInstanceOf(AnswerFormat.UnusableException.class);
    }

    @Test
    void neverFailsOtherwiseOnDamagedBytes() {
        byte[] bytes = format.write(ANSWER, "00000001");
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = bytes.clone();
            damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            try {
                format.read(damaged, (timeline, snapshot) -> Optional.empty());
            } catch (AnswerFormat.UnusableException e) {
                assertThat(e).isNotNull();
            }
        }
    }
}

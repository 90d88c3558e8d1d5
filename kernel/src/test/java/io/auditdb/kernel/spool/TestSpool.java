package io.auditdb.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.operations.SpoolReport.State;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.ingest.AcceptedEvent;
import io.auditdb.kernel.ingest.Overflow;
import io.auditdb.kernel.ingest.SpoolSettings;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.security.KeyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TestSpool {
    private static final Receipt RECEIPT = new Receipt("1", 1, 1, new BatchPosition(1, 1, 0));
    private static final SpoolSettings SETTINGS = settings(true, "1MB", Duration.ofSeconds(10));

    @TempDir
    private Path var;

    private final Destinations database = new Destinations();
    private Spool spool;

    @AfterEach
    void close() throws IOException {
        if (spool != null) {
            spool.close();
        }
    }

    @Test
    void isNotUsedWhileTheDatabaseTakesEvents() throws Exception {
        open(SETTINGS);
        assertThat(append(1).isSpooled()).isFalse();
        assertThat(spool.report().state()).isEqualTo(State.EMPTY);
        assertThat(spool.report().outages()).isZero();
    }

    @Test
    void takesWhatTheDatabaseCannotAndBringsItThereInOrder() throws Exception {
        open(SETTINGS);
        database.away = true;
        for (int i = 0; i < 100; i++) {
            assertThat(append(i).isSpooled()).isTrue();
        }
        assertThat(spool.report().events()).isEqualTo(100);
        assertThat(spool.report().oldest()).contains(Events.NOW.truncatedTo(ChronoUnit.MILLIS));
        database.away = false;
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).containsExactlyElementsOf(ids(100));
        assertThat(append(100).isSpooled()).isFalse();
        SpoolReport report = spool.report();
        assertThat(report.spooled()).isEqualTo(100);
        assertThat(report.stored()).isEqualTo(100);
        assertThat(report.outages()).isEqualTo(1);
        assertThat(report.problem()).isEmpty();
    }

    @Test
    void whoWaitsForEachAnswerFindsHisEventsStoredInHisOrderWhateverTheDatabaseDoes() throws Exception {
        open(SETTINGS);
        var coming = new Thread(() -> {
            for (int i = 0; i < 40; i++) {
                database.away = i % 2 == 0;
                pause(20);
            }
            database.away = false;
        });
        coming.start();
        int sent = 0;
        while (coming.isAlive()) {
            append(sent++);
        }
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).containsExactlyElementsOf(ids(sent));
        assertThat(spool.report().spooled()).isPositive();
    }

    @Test
    void whatWasLeftGoesToTheDatabaseAtTheNextStartAlsoWhenItIsSwitchedOff() throws Exception {
        open(SETTINGS);
        database.away = true;
        for (int i = 0; i < 10; i++) {
            append(i);
        }
        spool.close();
        database.away = false;
        open(settings(false, "1MB", Duration.ofSeconds(10)));
        await().until(() -> spool.report().state() == State.OFF);
        assertThat(database.ids()).containsExactlyElementsOf(ids(10));
        spool.close();
        assertThat(Spool.open(settings(false, "1MB", Duration.ofSeconds(10)), var, keys(), new StrictJson()))
                .isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitAndKeepsWhatItHas() throws Exception {
        open(settings(true, "64KB", Duration.ofSeconds(10)));
        database.away = true;
        var kept = new ArrayList<UUID>();
        AuditDbException refused = null;
        for (int i = 0; refused == null; i++) {
            try {
                append(i);
                kept.add(id(i));
            } catch (AuditDbException e) {
                refused = e;
            }
        }
        assertThat((Throwable) refused).hasMessageContaining("spool is full");
        assertThat(refused.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
        assertThat(refused.retryAfter()).isPresent();
        assertThat(spool.report().bytes()).isLessThanOrEqualTo(64 << 10);
        assertThat(spool.report().refused()).isEqualTo(1);
        database.away = false;
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).containsExactlyElementsOf(kept);
    }

    @Test
    void refusesWhatCannotBeWrittenAndGoesOnWhenItCan() throws Exception {
        open(SETTINGS);
        database.away = true;
        append(0);
        Path moved = Files.move(var.resolve("spool"), var.resolve("moved"));
        assertThatThrownBy(() -> {
                    for (int i = 1; i < 100; i++) {
                        append(i); // until another file has to be begun
                    }
                })
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
                    assertThat(e.retryAfter()).isPresent();
                });
        Files.move(moved, var.resolve("spool"));
        long spooled = spool.report().spooled();
        assertThat(append(100).isSpooled()).isTrue();
        database.away = false;
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).hasSize((int) spooled + 1).contains(id(0), id(100));
    }

    @Test
    void aCallersMistakeIsNoReasonToSpool() throws Exception {
        open(SETTINGS);
        database.refused = id(3);
        assertThatThrownBy(() -> append(3)).isInstanceOf(AuditDbException.class).hasMessageContaining("refused");
        assertThat(spool.report().state()).isEqualTo(State.EMPTY);
    }

    @Test
    void oneThatTheDatabaseRefusesIsPutAsideAndTheOthersGoOn() throws Exception {
        open(SETTINGS);
        database.away = true;
        for (int i = 0; i < 5; i++) {
            append(i);
        }
        database.refused = id(3);
        database.away = false;
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).containsExactly(id(0), id(1), id(2), id(4));
        assertThat(spool.report().quarantined()).isEqualTo(1);
        assertThat(new SpoolHealth(spool).check().message()).contains("quarantine");
    }

    @Test
    void whatTheDatabaseDoesNotAnswerInTimeIsSpooledToo() throws Exception {
        open(settings(true, "1MB", Duration.ofMillis(50)));
        database.silent = true;
        assertThat(append(0).isSpooled()).isTrue();
        assertThat(append(1).isSpooled()).isTrue();
        database.answer();
        await().until(() -> spool.report().state() == State.EMPTY);
        assertThat(database.ids()).containsExactly(id(0), id(1));
        assertThat(spool.report().duplicates()).as("it had taken the first one").isEqualTo(1);
    }

    private void open(SpoolSettings settings) {
        spool = Spool.open(settings, var, keys(), new StrictJson()).orElseThrow();
        spool.start(database);
    }

    private KeyDirectory keys() {
        return new KeyDirectory(var.resolve("keys"));
    }

    private Appended append(int number) throws InterruptedException {
        AuditEvent event = Events.full().id(id(number)).build();
        var events = List.of(new AcceptedEvent(event, Events.NOW));
        try {
            return spool.submit(new Overflow.Submitted() {
                        @Override
                        public List<AcceptedEvent> events() {
                            return events;
                        }

                        @Override
                        public CompletableFuture<List<Appended>> store() {
                            return database.store(events);
                        }
                    })
                    .get()
                    .get(0);
        } catch (ExecutionException e) {
            throw (AuditDbException) e.getCause();
        }
    }

    private static UUID id(int number) {
        return new UUID(7, number);
    }

    private static List<UUID> ids(int count) {
        return IntStream.range(0, count).mapToObj(TestSpool::id).toList();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SpoolSettings settings(boolean enabled, String maxBytes, Duration patience) {
        return new SpoolSettings(
                enabled,
                Path.of("spool"),
                DataSize.parse(maxBytes),
                DataSize.parse("4KB"),
                DataSize.parse("1MB"),
                patience,
                Duration.ofMillis(5),
                Duration.ZERO);
    }

    /** Keeps in mind what it was given, in order; away, silent or choosy as told. */
    private static final class Destinations implements Destination {
        private final List<UUID> stored = new ArrayList<>();
        private final List<Runnable> unanswered = new ArrayList<>();
        private volatile boolean away;
        private volatile boolean silent;
        private volatile UUID refused;

        @Override
        public synchronized CompletableFuture<List<Appended>> store(List<AcceptedEvent> events) {
            if (away) {
                throw new AuditDbException(
                        StandardErrorCode.DATABASE_UNAVAILABLE, "away", new SQLException("away", "08006"));
            }
            if (events.stream().anyMatch(it -> it.event().id().equals(refused))) {
                return CompletableFuture.failedFuture(
                        new AuditDbException(StandardErrorCode.INVALID_EVENT, "refused for its data"));
            }
            var answers = new ArrayList<Appended>();
            for (AcceptedEvent event : events) {
                boolean known = stored.contains(event.event().id());
                if (!known) {
                    stored.add(event.event().id());
                }
                answers.add(new Appended("clinic-a", event.event().id(), known, RECEIPT));
            }
            var answer = new CompletableFuture<List<Appended>>();
            if (silent) {
                unanswered.add(() -> answer.complete(answers));
            } else {
                answer.complete(answers);
            }
            return answer;
        }

        synchronized void answer() {
            silent = false;
            unanswered.forEach(Runnable::run);
        }

        synchronized List<UUID> ids() {
            return List.copyOf(stored);
        }
    }
}

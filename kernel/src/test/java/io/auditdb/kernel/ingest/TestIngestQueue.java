package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.kernel.json.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TestIngestQueue {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int REQUESTS = 2000;

    @Test
    void givesWhatHasGatheredInOrder() throws InterruptedException {
        IngestQueue queue = ready(SHORT);
        List<Submission> submissions = List.of(Prepared.submission(1), Prepared.submission(2), Prepared.submission(3));
        submissions.forEach(queue::add);
        assertThat(queue.take()).containsExactlyElementsOf(submissions);
    }

    @Test
    void aBatchEndsBeforeItHoldsTooManyEvents() throws InterruptedException {
        IngestQueue queue = ready(SHORT); // 10 events, 1000 bytes a batch
        List<Submission> submissions = List.of(Prepared.submission(4), Prepared.submission(6), Prepared.submission(1));
        submissions.forEach(queue::add);
        assertThat(queue.take()).containsExactlyElementsOf(submissions.subList(0, 2));
        assertThat(queue.take()).containsExactly(submissions.get(2));
    }

    @Test
    void aBatchEndsBeforeItHoldsTooManyBytes() throws InterruptedException {
        IngestQueue queue = ready(SHORT);
        List<Submission> submissions = List.of(
                Prepared.submission(Prepared.event(1, 999)),
                Prepared.submission(Prepared.event(2, 1)),
                Prepared.submission(Prepared.event(3, 1000)));
        submissions.forEach(queue::add);
        assertThat(queue.take()).containsExactlyElementsOf(submissions.subList(0, 2));
        assertThat(queue.take()).containsExactly(submissions.get(2));
    }

    @Test
    void aRequestLargerThanABatchIsABatchOfItsOwn() throws InterruptedException {
        IngestQueue queue = ready(SHORT);
        List<Submission> submissions =
                List.of(Prepared.submission(15), Prepared.submission(1), Prepared.submission(Prepared.event(1, 1500)));
        submissions.forEach(queue::add);
        assertThat(queue.take()).containsExactly(submissions.get(0));
        assertThat(queue.take()).containsExactly(submissions.get(1));
        assertThat(queue.take()).containsExactly(submissions.get(2));
    }

    @Test
    void aWriterMayWaitForABatchToFill() throws Exception {
        var queue = new IngestQueue(settings(SHORT, LONG));
        queue.writerReady();
        queue.add(Prepared.submission(4));
        var batch = new ArrayList<Submission>();
        FutureTask<Void> taking = waiting(() -> batch.addAll(queue.take()));
        assertThat(batch).isEmpty();
        queue.add(Prepared.submission(6)); // 10 events fill a batch
        taking.get();
        assertThat(batch).hasSize(2);
    }

    @Test
    void aWriterWaitsNoLongerThanToldForABatchToFill() throws Exception {
        var queue = new IngestQueue(settings(SHORT, SHORT));
        queue.writerReady();
        queue.add(Prepared.submission(4));
        assertThat(queue.take()).hasSize(1);
    }

    @Test
    void isFullAtItsNumberOfEvents() throws InterruptedException {
        IngestQueue queue = ready(SHORT); // 20 events
        queue.add(Prepared.submission(19));
        queue.add(Prepared.submission(1));
        assertFull(queue, Prepared.submission(1));
        queue.take();
        queue.add(Prepared.submission(19));
        assertFull(queue, Prepared.submission(1));
    }

    @Test
    void isFullAtItsNumberOfBytes() throws InterruptedException {
        IngestQueue queue = ready(SHORT); // 2000 bytes
        queue.add(Prepared.submission(Prepared.event(1, 1999)));
        queue.add(Prepared.submission(Prepared.event(2, 1)));
        assertFull(queue, Prepared.submission(Prepared.event(3, 1)));
        queue.take();
        queue.add(Prepared.submission(Prepared.event(3, 1999)));
    }

    private static void assertFull(IngestQueue queue, Submission submission) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> queue.add(submission)).isInstanceOfSatisfying(AuditDbException.class, e -> {
            assertThat(e.code()).isEqualTo(StandardErrorCode.QUEUE_FULL);
            assertThat(e.retryAfter()).isPresent();
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
        assertThat(submission.answer()).isNotDone();
    }

    @Test
    void anEmptyQueueTakesEvenWhatIsLargerThanItself() throws InterruptedException {
        IngestQueue queue = ready(SHORT);
        Submission large = Prepared.submission(Prepared.event(1, 5000));
        queue.add(large);
        assertFull(queue, Prepared.submission(1));
        assertThat(queue.take()).containsExactly(large);
        queue.add(Prepared.submission(50));
        assertFull(queue, Prepared.submission(1));
    }

    @Test
    void whoFindsItFullWaitsForRoom() throws Exception {
        IngestQueue queue = ready(LONG);
        queue.add(Prepared.submission(20));
        Submission late = Prepared.submission(1);
        FutureTask<Void> adding = waiting(() -> queue.add(late));
        assertThat(queue.take()).hasSize(1);
        adding.get();
        assertThat(queue.take()).containsExactly(late);
    }

    @Test
    void whoFindsItEmptyWaitsForWork() throws Exception {
        IngestQueue queue = ready(LONG);
        var taken = new ArrayList<Submission>();
        FutureTask<Void> taking = waiting(() -> {
            while (taken.isEmpty()) {
                taken.addAll(queue.take());
            }
        });
        Submission submission = Prepared.submission(1);
        queue.add(submission);
        taking.get();
        assertThat(taken).containsExactly(submission);
    }

    @Test
    void withoutAWriterNothingIsTakenIn() {
        var queue = new IngestQueue(settings(LONG));
        assertThat(queue.isReady()).isFalse();
        assertRefused(() -> queue.add(Prepared.submission(1)), StandardErrorCode.DATABASE_UNAVAILABLE);
        queue.writerReady();
        assertThat(queue.isReady()).isTrue();
        queue.add(Prepared.submission(1));
        queue.writerLost();
        assertThat(queue.isReady()).isFalse();
        assertRefused(() -> queue.add(Prepared.submission(1)), StandardErrorCode.DATABASE_UNAVAILABLE);
    }

    @Test
    void theLastWriterThatIsLostLeavesNobodyWaiting() throws Exception {
        IngestQueue queue = ready(LONG);
        queue.writerReady();
        Submission first = Prepared.submission(20);
        queue.add(first);
        FutureTask<Void> adding = waiting(() -> queue.add(Prepared.submission(1)));
        queue.writerLost();
        assertThat(first.answer()).as("another writer is still there").isNotDone();
        queue.writerLost();
        assertThatThrownBy(() -> first.answer().get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(AuditDbException.class, e -> {
                    assertThat(e.code()).isEqualTo(StandardErrorCode.DATABASE_UNAVAILABLE);
                    assertThat(e.retryAfter()).isPresent();
                });
        assertThatThrownBy(adding::get).cause().isInstanceOf(AuditDbException.class);
        queue.writerReady();
        Submission next = Prepared.submission(20);
        queue.add(next);
        assertThat(queue.take()).containsExactly(next);
    }

    @Test
    void whatWaitsWhenItClosesIsStillTaken() throws Exception {
        IngestQueue queue = ready(LONG);
        Submission first = Prepared.submission(10);
        Submission second = Prepared.submission(10);
        queue.add(first);
        queue.add(second);
        FutureTask<Void> adding = waiting(() -> queue.add(Prepared.submission(1)));
        queue.close();
        assertThatThrownBy(adding::get)
                .cause()
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.STOPPING));
        assertRefused(() -> queue.add(Prepared.submission(1)), StandardErrorCode.STOPPING);
        assertThat(queue.isReady()).isFalse();
        assertThat(queue.take()).containsExactly(first);
        assertThat(queue.isClosed()).as("something is still to be taken").isFalse();
        assertThat(queue.take()).containsExactly(second);
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.take()).isEmpty();
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void aWriterWithoutWorkIsLetGoFromTimeToTime() throws InterruptedException {
        IngestQueue queue = ready(LONG);
        assertThat(queue.take()).isEmpty();
        assertThat(queue.isClosed()).isFalse();
    }

    @Test
    void closingEndsAWriterThatWaits() throws Exception {
        IngestQueue queue = ready(LONG);
        var taken = new ArrayList<Submission>();
        FutureTask<Void> taking = waiting(() -> {
            while (!queue.isClosed()) {
                taken.addAll(queue.take());
            }
        });
        queue.close();
        taking.get();
        assertThat(taken).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitAndIsNotForgotten() throws Exception {
        IngestQueue queue = ready(LONG);
        queue.add(Prepared.submission(20));
        var interrupted = new ArrayList<Boolean>();
        var adding = new Thread(() -> {
            try {
                queue.add(Prepared.submission(1));
            } catch (AuditDbException e) {
                interrupted.add(Thread.currentThread().isInterrupted() && e.code() == StandardErrorCode.STOPPING);
            }
        });
        adding.start();
        adding.interrupt();
        adding.join();
        assertThat(interrupted).containsExactly(true);
        assertThat(queue.take()).hasSize(1);
    }

    @Test
    void losesAndDoublesNothing() throws Exception {
        Random random = Seeded.random();
        IngestQueue queue = ready(LONG);
        int producers = 6;
        int consumers = 3;
        int requests = REQUESTS;
        ExecutorService pool = Executors.newFixedThreadPool(producers + consumers);
        try {
            var producing = new ArrayList<Future<Void>>();
            for (int i = 0; i < producers; i++) {
                producing.add(pool.submit(producer(queue, i, requests, new Random(random.nextLong()))));
            }
            var consuming = new ArrayList<Future<List<List<Submission>>>>();
            for (int i = 0; i < consumers; i++) {
                consuming.add(pool.submit(() -> takeAll(queue)));
            }
            for (Future<Void> producer : producing) {
                producer.get();
            }
            queue.close();
            var ids = new ArrayList<Long>();
            for (Future<List<List<Submission>>> consumer : consuming) {
                for (List<Submission> batch : consumer.get()) {
                    assertWithinLimits(batch);
                    ids.addAll(idsInOrder(batch, producers));
                }
            }
            Collections.sort(ids);
            var expected = new ArrayList<Long>();
            for (long id = 0; id < (long) producers * requests; id++) {
                expected.add(id);
            }
            assertThat(ids).isEqualTo(expected);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Each request is known by the id of its first event: how many came before it, then who sent it. */
    private static Callable<Void> producer(IngestQueue queue, int producer, int requests, Random random) {
        return () -> {
            for (int i = 0; i < requests; i++) {
                var events = new ArrayList<PreparedEvent>();
                events.add(Prepared.event((long) producer * requests + i, random.nextInt(1200)));
                for (int more = random.nextInt(8); more > 0; more--) {
                    events.add(Prepared.event(-1, random.nextInt(300)));
                }
                queue.add(new Submission(events));
            }
            return null;
        };
    }

    private static List<List<Submission>> takeAll(IngestQueue queue) throws InterruptedException {
        var batches = new ArrayList<List<Submission>>();
        while (!queue.isClosed()) {
            batches.add(queue.take());
        }
        return batches;
    }

    private static void assertWithinLimits(List<Submission> batch) {
        if (batch.size() > 1) {
            assertThat(batch.stream().mapToInt(it -> it.events().size()).sum()).isLessThanOrEqualTo(10);
            assertThat(batch.stream().mapToLong(Submission::bytes).sum()).isLessThanOrEqualTo(1000);
        }
    }

    private static List<Long> idsInOrder(List<Submission> batch, int producers) {
        Map<Long, Long> last = new HashMap<>();
        var ids = new ArrayList<Long>();
        for (Submission submission : batch) {
            long id = submission.events().get(0).event().id().getLeastSignificantBits();
            long producer = id / REQUESTS;
            assertThat(id).isGreaterThan(last.getOrDefault(producer, -1L));
            last.put(producer, id);
            ids.add(id);
        }
        assertThat(last.size()).isLessThanOrEqualTo(producers);
        return ids;
    }

    @Test
    void oneWriterSeesEachCallersRequestsInTheirOrder() throws Exception {
        IngestQueue queue = ready(LONG);
        int producers = 4;
        ExecutorService pool = Executors.newFixedThreadPool(producers + 1);
        try {
            var producing = new ArrayList<Future<Void>>();
            for (int i = 0; i < producers; i++) {
                producing.add(pool.submit(producer(queue, i, REQUESTS, new Random(i))));
            }
            Future<List<List<Submission>>> consuming = pool.submit(() -> takeAll(queue));
            for (Future<Void> producer : producing) {
                producer.get();
            }
            queue.close();
            List<Submission> all =
                    consuming.get().stream().flatMap(List::stream).toList();
            assertThat(idsInOrder(all, producers)).hasSize(producers * REQUESTS);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void assertRefused(Runnable call, StandardErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Runs this in a thread of its own, and returns when it waits. */
    private static FutureTask<Void> waiting(Interruptible work) {
        var task = new FutureTask<Void>(() -> {
            work.run();
            return null;
        });
        var thread = new Thread(task, "waiting");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    @FunctionalInterface
    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static IngestQueue ready(Duration enqueueTimeout) {
        var queue = new IngestQueue(settings(enqueueTimeout));
        queue.writerReady();
        return queue;
    }

    private static IngestSettings settings(Duration enqueueTimeout) {
        return settings(enqueueTimeout, Duration.ZERO);
    }

    private static IngestSettings settings(Duration enqueueTimeout, Duration linger) {
        return new IngestSettings(
                1,
                10,
                new DataSize(1000),
                linger,
                20,
                new DataSize(2000),
                enqueueTimeout,
                LONG,
                20,
                Duration.ofMillis(1),
                Duration.ofSeconds(1),
                100,
                10,
                new DataSize(0),
                new SpoolSettings(
                        false,
                        Path.of("spool"),
                        new DataSize(1000),
                        new DataSize(1000),
                        new DataSize(1000),
                        LONG,
                        Duration.ofMillis(1),
                        LONG));
    }
}

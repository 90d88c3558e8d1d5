package io.auditdb.plugin.httpapi;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.plugin.httpapi.ChunkWork.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chunks of records on their way into the database, a bounded number at a time. For one thread. */
final class BulkPipeline {
    private static final Logger log = LoggerFactory.getLogger(BulkPipeline.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private record Pending(List<Decoded> chunk, CompletableFuture<List<Outcome>> work) {}

    private final ChunkWork work;
    private final HttpApiSettings settings;
    private final BulkTally tally;
    private final Deque<Pending> pending = new ArrayDeque<>();

    BulkPipeline(ChunkWork work, HttpApiSettings settings, BulkTally tally) {
        this.work = work;
        this.settings = settings;
        this.tally = tally;
    }

    /** Sends a chunk on its way; waits for an older one when too many are under way. */
    void submit(List<Decoded> chunk) {
        if (chunk.isEmpty()) {
            return;
        }
        while (pending.size() >= settings.bulkInFlight()) {
            complete(pending.remove());
        }
        pending.add(start(chunk));
    }

    /** Waits until all that was submitted is stored or reported. */
    void finish() {
        while (!pending.isEmpty()) {
            complete(pending.remove());
        }
    }

    /** Waits for what is under way after an error, and counts what of it was stored. */
    void settle() {
        pending.forEach(this::countIfStored);
        pending.clear();
    }

    private void countIfStored(Pending one) {
        try {
            tally.add(one.chunk(), await(one));
        } catch (AuditDbException e) {
            log.debug("A chunk was not stored after an earlier one had failed", e);
        }
    }

    private Pending start(List<Decoded> chunk) {
        try {
            return new Pending(
                    chunk, work.start(chunk.stream().map(Decoded::event).toList()));
        } catch (AuditDbException e) {
            return new Pending(chunk, CompletableFuture.failedFuture(e));
        }
    }

    private void complete(Pending oldest) {
        try {
            tally.add(oldest.chunk(), await(oldest));
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.QUEUE_FULL) {
                tally.add(oldest.chunk(), insist(oldest.chunk(), e));
            } else if (e.code().kind() == ErrorKind.CALLER) {
                separate(oldest.chunk(), e);
            } else {
                throw e;
            }
        }
    }

    private List<Outcome> await(Pending one) {
        try {
            return one.work().get(settings.commitTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AuditDbException error
                    ? error
                    : new AuditDbException(StandardErrorCode.INTERNAL_ERROR, "The append failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AuditDbException(
                    StandardErrorCode.TIMEOUT,
                    "A commit took longer than " + settings.commitTimeout().toSeconds()
                            + "s (plugins.http-api.commit-timeout); whether it happened is not known",
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Tries again while the queue is full, for a while. */
    private List<Outcome> insist(List<Decoded> chunk, AuditDbException first) {
        long deadline = System.nanoTime() + settings.queueFullTimeout().toNanos();
        AuditDbException full = first;
        while (System.nanoTime() < deadline) {
            pause(full.retryAfter().orElse(SHORTEST_PAUSE));
            try {
                return await(start(chunk));
            } catch (AuditDbException e) {
                if (e.code().kind() == ErrorKind.CALLER) {
                    separate(chunk, e);
                    return List.of();
                }
                if (e.code() != StandardErrorCode.QUEUE_FULL) {
                    throw e;
                }
                full = e;
            }
        }
        throw full;
    }

    /** Reports the records that were refused and stores the others. */
    private void separate(List<Decoded> chunk, AuditDbException error) {
        if (chunk.size() == 1) {
            tally.addFaulty(chunk.get(0).record(), faultsOf(error));
            return;
        }
        Map<Integer, List<Fault>> byIndex = byIndex(error.faults(), chunk.size());
        if (byIndex.isEmpty()) {
            oneByOne(chunk);
            return;
        }
        List<Decoded> rest = new ArrayList<>();
        for (int i = 0; i < chunk.size(); i++) {
            if (byIndex.containsKey(i)) {
                tally.addFaulty(chunk.get(i).record(), byIndex.get(i));
            } else {
                rest.add(chunk.get(i));
            }
        }
        if (!rest.isEmpty()) {
            complete(start(rest));
        }
    }

    private void oneByOne(List<Decoded> chunk) {
        List<Pending> single =
                chunk.stream().map(record -> start(List.of(record))).toList();
        single.forEach(this::complete);
    }

    /** Faults below /0, /1, … by the number they stand below. */
    private static Map<Integer, List<Fault>> byIndex(List<Fault> faults, int size) {
        var byIndex = new HashMap<Integer, List<Fault>>();
        for (Fault fault : faults) {
            String[] parts = fault.path().split("/", 3);
            if (parts.length < 2 || !parts[1].matches("\\d{1,9}") || Integer.parseInt(parts[1]) >= size) {
                return Map.of();
            }
            String path = parts.length < 3 ? "" : "/" + parts[2];
            byIndex.computeIfAbsent(Integer.valueOf(parts[1]), i -> new ArrayList<>())
                    .add(new Fault(path, fault.problem()));
        }
        return byIndex;
    }

    private static List<Fault> faultsOf(AuditDbException error) {
        if (error.faults().isEmpty()) {
            return List.of(new Fault("", error.getMessage()));
        }
        var single = byIndex(error.faults(), 1).get(0);
        return single == null ? error.faults() : single;
    }

    private static void pause(Duration wanted) {
        long millis = Math.max(SHORTEST_PAUSE.toMillis(), Math.min(LONGEST_PAUSE.toMillis(), wanted.toMillis()));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static AuditDbException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new AuditDbException(StandardErrorCode.STOPPING, "The platform is stopping", cause);
    }
}

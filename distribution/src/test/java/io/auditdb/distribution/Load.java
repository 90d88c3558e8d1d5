package io.auditdb.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Callers who append over HTTP side by side: single events, batches, and NDJSON. Each repeats a request that failed, with
 * the same ids, and all remember what they were told.
 */
final class Load {
    static final String TENANT = "crash";

    private static final int RETRY_MILLIS = 20;

    private record Request(List<UUID> ids, String type, String body) {}

    private final Random random;
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<Request> unanswered = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongAnswers = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean stopped;

    Load(long seed) {
        this.random = new Random(seed);
    }

    /** Lets the callers begin. */
    void start(Daemon daemon) {
        stopped = false;
        call(daemon, random -> request(random, 1, "application/json", "", "", ""));
        call(daemon, random -> request(random, 1 + random.nextInt(40), "application/json", "[", ",", "]"));
        call(daemon, random -> request(random, 100 + random.nextInt(900), "application/x-ndjson", "", "\n", "\n"));
    }

    private void call(Daemon daemon, Function<Random, Request> next) {
        var own = new Random(random.nextLong());
        var caller = new Thread(() -> {
            while (!stopped) {
                append(daemon, next.apply(own));
            }
        });
        callers.add(caller);
        caller.start();
    }

    private void append(Daemon daemon, Request request) {
        while (!isAcknowledged(daemon, request)) {
            if (stopped) {
                unanswered.add(request);
                return;
            }
            pause();
        }
    }

    private boolean isAcknowledged(Daemon daemon, Request request) {
        try {
            HttpResponse<String> answer =
                    daemon.post("/v1/events", request.type, BodyPublishers.ofString(request.body, UTF_8));
            if (answer.statusCode() == 201) {
                acknowledged.addAll(request.ids);
                return true;
            }
            if (answer.statusCode() != 503) {
                wrongAnswers.add(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            return false; // there was no answer, or only half of one
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the callers; what they were not answered about remains. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread caller : callers) {
            caller.join();
        }
        callers.clear();
        assertThat(wrongAnswers).as("answers that are neither yes nor later").isEmpty();
    }

    /** Repeats what was not answered, until it is. */
    void repeat(Daemon daemon) {
        for (Request request = unanswered.poll(); request != null; request = unanswered.poll()) {
            stopped = false;
            append(daemon, request);
        }
    }

    /** Returns the events that are stored for good, by what the callers were told. */
    Set<UUID> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** Returns the events that may be stored or not. */
    List<UUID> unanswered() {
        return unanswered.stream().flatMap(request -> request.ids.stream()).toList();
    }

    private static Request request(
            Random random, int events, String type, String before, String between, String after) {
        var ids = new ArrayList<UUID>();
        IntFunction<String> event = i -> {
            ids.add(new UUID(random.nextLong(), random.nextLong()));
            return "{\"id\":\"" + ids.get(i) + "\",\"occurredAt\":\"2026-0" + (1 + random.nextInt(3))
                    + "-03T10:15:30Z\",\"tenant\":\"" + TENANT
                    + "\",\"action\":\"fhir.patient.read\",\"status\":\"success\",\"principal\":{\"id\":\"dr-"
                    + random.nextInt(100) + "\"},\"subject\":{\"id\":\"patient-" + random.nextInt(1000)
                    + "\"},\"details\":{\"note\":\"" + "x".repeat(random.nextInt(200)) + "\"}}";
        };
        var body = new StringBuilder(before);
        for (int i = 0; i < events; i++) {
            body.append(i == 0 ? "" : between).append(event.apply(i));
        }
        return new Request(List.copyOf(ids), type, body.append(after).toString());
    }
}

package io.auditdb.plugin.monitoring;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, on a thread of its own and again and again, what may take a while to answer. */
final class Sampler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sampler.class);
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final List<Runnable> questions;
    private final Duration interval;
    private final Thread thread;
    private volatile boolean stopped;
    private final Set<Runnable> failed = new HashSet<>();
    private boolean failing;

    Sampler(String name, List<Runnable> questions, Duration interval) {
        this.thread = new Thread(this::run, name);
        this.questions = List.copyOf(questions);
        this.interval = interval;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            ask();
            try {
                Thread.sleep(failing && interval.compareTo(AGAIN) > 0 ? AGAIN.toMillis() : interval.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void ask() {
        failing = false;
        questions.forEach(this::ask);
    }

    /** The first time it comes before the services are there. One that fails keeps no other from being asked. */
    private void ask(Runnable question) {
        try {
            question.run();
            failed.remove(question);
        } catch (RuntimeException e) {
            failing = true;
            if (failed.add(question) && !stopped) {
                log.info("Some figures are not to be had at the moment: {}", e.getMessage());
                log.debug("They are asked for again", e);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(STOP_MILLIS);
    }
}

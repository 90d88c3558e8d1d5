package io.auditdb.plugin.cacheredis;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisOutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Redis. Found in the background, so that nobody waits for a server that is not there; from then on it heals by
 * itself. Safe for use by many threads.
 */
final class RedisLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final long SHUTDOWN_SECONDS = 2;
    /** With which an error that Redis answers begins. */
    private static final Pattern CODE = Pattern.compile("^(?:ERR )?([A-Z]{3,})\\b");

    private final RedisClients clients;
    private final Duration timeout;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread connector = new Thread(this::connect, "cache-redis-connector");
    private volatile RedissonClient client;

    private RedisLink(RedisClients clients, Duration timeout) {
        this.clients = requireNonNull(clients, "clients is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
    }

    /** Begins to look for Redis; returns when it was found, or not at the first attempt. */
    static RedisLink open(RedisClients clients, Duration timeout) {
        var link = new RedisLink(clients, timeout);
        link.connector.setDaemon(true);
        link.connector.start();
        try {
            link.tried.await(RedisClients.CONNECT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return link;
    }

    /** An error that Redis answered. */
    static final class RefusedException extends Exception {
        static final String OUT_OF_MEMORY = "OOM";
        static final String OTHER_TYPE = "WRONGTYPE";
        private static final long serialVersionUID = 1;
        private final String code;

        RefusedException(String code) {
            super("Redis answered " + code);
            this.code = code;
        }

        /** Returns the first word of the answer, such as {@code OOM}. */
        String code() {
            return code;
        }
    }

    private void connect() {
        for (int attempt = 1; closing.getCount() > 0; attempt++) {
            try {
                client = clients.connect();
                log.info("Answers are shared in Redis at {}", clients.description());
                return;
            } catch (RuntimeException | LinkageError e) {
                if (attempt == 1) {
                    log.warn(
                            "Redis at {} cannot be used ({}); answers are not shared until it can",
                            clients.description(),
                            reason(e));
                }
                log.debug("Redis at {} cannot be used", clients.description(), e);
            } finally {
                tried.countDown();
            }
            pause();
        }
    }

    /** The code of an error, or what kind of failure it was: the rest of a message may hold anything. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Matcher code = CODE.matcher(String.valueOf(root.getMessage()));
        return code.find() ? code.group(1) : root.getClass().getSimpleName();
    }

    private void pause() {
        try {
            closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            log.debug("Told to stop looking for Redis", e);
        }
    }

    /**
     * Has a command carried out.
     *
     * @throws RefusedException when Redis answers with an error
     * @throws AuditDbException {@code SERVICE_UNAVAILABLE} when Redis was not reached yet or is lost; {@code TIMEOUT}
     */
    <T> T call(Function<RedissonClient, CompletionStage<T>> command) throws RefusedException {
        RedissonClient connected = client;
        if (connected == null) {
            throw unavailable("Redis has not been reached yet");
        }
        try {
            return await(command.apply(connected).toCompletableFuture());
        } catch (RuntimeException e) {
            throw e instanceof AuditDbException ours ? ours : failure(e);
        } finally {
            // Whatever netty leaves in a thread of the host would keep this plugin's class loader
            FastThreadLocal.removeAll();
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws RefusedException {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw timeout("Redis did not answer within " + timeout.toMillis() + "ms");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw timeout("Interrupted while waiting for Redis");
        }
    }

    /** Redisson's own exceptions hold commands and this plugin's classes; neither is to get out. */
    private static AuditDbException failure(Throwable cause) throws RefusedException {
        if (cause instanceof RedisOutOfMemoryException) {
            throw new RefusedException(RefusedException.OUT_OF_MEMORY);
        }
        Matcher code = CODE.matcher(String.valueOf(cause.getMessage()));
        if (code.find()) {
            throw new RefusedException(code.group(1));
        }
        log.debug("Redis failed", cause);
        return unavailable("Redis failed with " + cause.getClass().getSimpleName());
    }

    static AuditDbException unavailable(String what) {
        return new AuditDbException(StandardErrorCode.SERVICE_UNAVAILABLE, what, RETRY_AFTER, null);
    }

    private static AuditDbException timeout(String what) {
        return new AuditDbException(StandardErrorCode.TIMEOUT, what, RETRY_AFTER, null);
    }

    /** Ends all threads, but for one of netty's, which ends after a second of idleness. */
    @Override
    public void close() {
        closing.countDown();
        connector.interrupt();
        boolean interrupted = false;
        while (connector.isAlive()) {
            try {
                connector.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (client != null) {
            client.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        }
        FastThreadLocal.removeAll();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

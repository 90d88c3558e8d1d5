package io.auditdb.kernel;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the configuration file again and again, and puts it into force once it has changed and was then left alone for a
 * look. One that is wrong changes nothing: what is wrong with it is logged once, and the health of the platform tells where,
 * until it is mended; meanwhile it is tried again each minute, for the cause may lie elsewhere.
 */
final class ConfigurationWatch implements HealthCheck, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final Access BY = new Access("_system", Set.of(), Set.of(Right.OPERATE));
    /** A jar that was missing may be there, and a server may be back. */
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(60);

    private final Path file;
    private final Duration interval;
    private final ConfigurationControl control;
    private final Thread thread = new Thread(this::run, "configuration-watch");
    private volatile boolean stopped;
    private volatile String problem = "";
    private byte[] applied = new byte[0]; // what was edited while the platform started counts as well
    private byte[] seen;
    private long tried;

    ConfigurationWatch(Path file, Duration interval, ConfigurationControl control) {
        this.file = file;
        this.interval = interval;
        this.control = control;
        this.seen = read();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try {
                Thread.sleep(interval.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            look();
        }
    }

    /** An empty file is one that is being written, or could not be: it says nothing. */
    private void look() {
        byte[] now = read();
        boolean isQuiet = Arrays.equals(now, seen) && now.length > 0;
        seen = now;
        boolean isDue = !problem.isEmpty() && System.nanoTime() - tried > AGAIN_NANOS;
        if (isQuiet && (isDue || !Arrays.equals(now, applied))) {
            applied = now;
            tried = System.nanoTime();
            apply();
        }
    }

    /** A file that is not there says nothing; one that cannot be read is asked for again. */
    private byte[] read() {
        try {
            return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return new byte[0];
        }
    }

    /** Whatever is wrong, the next edit is looked at all the same. */
    private void apply() {
        try {
            List<ConfigurationChange> changes = control.apply(BY, false);
            problem = "";
            changes.forEach(it -> LOG.info(
                    "{} was edited: {} {} {}",
                    file.getFileName(),
                    it.kind().name().toLowerCase(Locale.ROOT),
                    it.subject(),
                    it.detail()));
        } catch (AuditDbException e) {
            if (e.code() != StandardErrorCode.STOPPING) {
                failed(names(e), e);
            }
        } catch (RuntimeException | LinkageError e) {
            failed(e.getClass().getSimpleName(), e);
        }
    }

    /** Health is shown to anybody, so it names what is wrong, and never what is written there. */
    private static String names(AuditDbException e) {
        return e.code() + e.faults().stream().map(Fault::path).collect(Collectors.joining(", ", " ", ""));
    }

    private void failed(String what, Throwable e) {
        if (!what.equals(problem)) {
            LOG.warn("{} was edited, and nothing of it is in force: {}", file.getFileName(), e.getMessage());
            LOG.debug("It is tried again", e);
        }
        problem = what;
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Result check() {
        String now = problem;
        return now.isEmpty() ? Result.OK : new Result(Status.DEGRADED, "the edited file is not in force: " + now);
    }

    @Override
    public String advice() {
        return "mend the configuration file; audit-db config apply says what is wrong with it";
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.interrupt();
        thread.join(STOP_MILLIS);
    }
}

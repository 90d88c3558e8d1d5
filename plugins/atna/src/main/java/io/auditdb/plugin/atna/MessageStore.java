package io.auditdb.plugin.atna;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.Appended;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.operations.Quarantine;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what waits, many messages at a time, and puts what cannot become an event into quarantine. While neither can be done
 * the messages stay where they are, and are tried again.
 */
final class MessageStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);
    private static final String FORMAT = "atna";
    /** How much is kept of what is too large to be kept. */
    private static final int BEGINNING = 1024;

    private final AuditDatabase database;
    private final Set<Codec> codecs;
    private final Quarantine quarantine;
    private final MessageQueue queue;
    private final Counts counts;
    private final AtnaSettings settings;
    private final Thread thread = new Thread(this::run, "atna-store");
    private volatile boolean closing;
    private volatile Instant giveUpAt = Instant.MAX;
    private volatile String problem;

    /** {@code codecs} are those that are active, whenever they are asked for. */
    MessageStore(
            AuditDatabase database,
            Set<Codec> codecs,
            Quarantine quarantine,
            MessageQueue queue,
            Counts counts,
            AtnaSettings settings) {
        this.database = database;
        this.codecs = codecs;
        this.quarantine = quarantine;
        this.queue = queue;
        this.counts = counts;
        this.settings = settings;
    }

    void start() {
        thread.start();
    }

    /** Why messages wait, or empty while they do not. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        try {
            while (!closing || !queue.isIdle()) {
                List<Message> messages = queue.take(settings.batch(), settings.retryPause());
                try {
                    store(messages);
                } finally {
                    queue.done(messages);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A message and the events that it holds, one unless it is damaged. */
    private record Read(Message message, List<AuditEvent> events, List<Fault> faults) {}

    private void store(List<Message> messages) throws InterruptedException {
        if (messages.isEmpty()) {
            return;
        }
        List<Read> read = new ArrayList<>();
        for (Message message : messages) {
            patiently(1, () -> read.add(read(message)));
        }
        List<AuditEvent> events = read.stream()
                .filter(it -> it.faults().isEmpty())
                .flatMap(it -> it.events().stream())
                .toList();
        if (!events.isEmpty()) {
            patiently(events.size(), () -> append(read, events));
        }
        for (Read each : read) {
            if (!each.faults().isEmpty()) {
                keep(each.message(), each.faults());
            }
        }
    }

    /** Nobody is served by trying again and again what the reader itself fails at. */
    private Read read(Message message) {
        if (message.damage().isPresent()) {
            return new Read(message, List.of(), List.of(message.damage().get()));
        }
        var events = new ArrayList<AuditEvent>();
        var faults = new ArrayList<Fault>();
        try (Stream<Decoded> records = codec().decode(new ByteArrayInputStream(message.content()), message.tenant())) {
            records.forEach(it -> {
                faults.addAll(it.faults());
                Optional.ofNullable(it.event()).ifPresent(events::add);
            });
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
            LOG.warn("A message could not be read", e);
            faults.add(new Fault("", "could not be read: " + e.code().name()));
        } catch (RuntimeException e) {
            LOG.warn("A message could not be read", e);
            faults.add(new Fault("", "could not be read, for a reason that the log has"));
        }
        if (events.isEmpty() && faults.isEmpty()) {
            faults.add(new Fault("", "holds no message"));
        }
        return new Read(message, events, faults);
    }

    private Codec codec() {
        return codecs.stream()
                .filter(it -> it.format().equals(FORMAT))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.SERVICE_UNAVAILABLE,
                        "No active plugin reads the format " + FORMAT + ", such as formats"));
    }

    /** Whether it may go well later: then messages wait, else they go to quarantine. */
    private static boolean isPassing(AuditDbException e) {
        return e.code().kind() == ErrorKind.RESOURCE;
    }

    /** All together; when one is at fault each by itself, so that it does not take the others with it. */
    private void append(List<Read> read, List<AuditEvent> events) throws InterruptedException {
        try {
            count(database.append(events));
            return;
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
        }
        for (Read each : read) {
            if (each.faults().isEmpty()) {
                patiently(each.events().size(), () -> alone(each));
            }
        }
    }

    private void alone(Read read) throws InterruptedException {
        try {
            count(database.append(read.events()));
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
            keep(read.message(), e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults());
        }
    }

    private void count(List<Appended> appended) {
        long duplicates = appended.stream().filter(Appended::duplicate).count();
        counts.duplicates.add(duplicates);
        counts.stored.add(appended.size() - duplicates);
    }

    private void keep(Message message, List<Fault> faults) throws InterruptedException {
        patiently(1, () -> {
            try {
                quarantine.keep(message.tenant(), FORMAT, message.origin(), message.content(), faults);
            } catch (AuditDbException e) {
                if (isPassing(e)) {
                    throw e;
                }
                keepBeginning(message, faults);
            }
            counts.quarantined.increment();
        });
    }

    /** Of what is larger than quarantine takes. */
    private void keepBeginning(Message message, List<Fault> faults) {
        var more = new ArrayList<>(faults);
        more.add(new Fault("", "is too large for quarantine; this is its beginning"));
        byte[] beginning = Arrays.copyOf(message.content(), Math.min(message.content().length, BEGINNING));
        quarantine.keep(message.tenant(), FORMAT, message.origin(), beginning, more);
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** Until it could be done, or until the plugin has to end. */
    private void patiently(int messages, Work work) throws InterruptedException {
        while (true) {
            try {
                work.run();
                if (problem != null) {
                    LOG.info("Messages are stored again");
                    problem = null;
                }
                return;
            } catch (AuditDbException e) {
                if (Instant.now().isAfter(giveUpAt)) {
                    counts.lost.add(messages);
                    LOG.error("{} messages are lost, because they could not be stored before the end", messages, e);
                    return;
                }
                if (problem == null) {
                    LOG.warn("Messages wait, because they cannot be stored; it is tried again", e);
                }
                problem = e.getMessage();
                Duration pause = e.retryAfter().orElse(settings.retryPause());
                Thread.sleep(Math.min(pause.toMillis(), settings.retryPause().toMillis()));
            }
        }
    }

    /** Stores what waits, as long as that may take. */
    @Override
    public void close() throws InterruptedException {
        giveUpAt = Instant.now().plus(settings.drainTimeout());
        closing = true;
        thread.join(2 * settings.drainTimeout().toMillis() + 1);
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(settings.drainTimeout().toMillis());
        }
    }
}

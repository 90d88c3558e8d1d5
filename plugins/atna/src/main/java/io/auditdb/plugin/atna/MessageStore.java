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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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

    private static final byte GZIP_FIRST = 0x1f;
    private static final byte GZIP_SECOND = (byte) 0x8b;
    private static final long JOIN_MILLIS = 1_000;

    private final AuditDatabase database;
    private final Set<Codec> codecs;
    private final Quarantine quarantine;
    private final MessageQueue queue;
    private final Counts counts;
    private final AtnaSettings settings;
    private final Thread thread = new Thread(this::run, "atna-store");
    /** Of the thread alone. */
    private final Queue<Held> held = new ArrayDeque<>();

    private volatile boolean closing;
    private volatile Instant giveUpAt = Instant.MAX;
    private volatile String problem;
    private volatile boolean started;

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
        started = true;
    }

    /** Why messages wait, or empty while they do not. */
    Optional<String> problem() {
        boolean hasEnded = started && !closing && !thread.isAlive();
        return Optional.ofNullable(hasEnded ? "the thread that stores them has ended" : problem);
    }

    private void run() {
        try {
            while (!closing || !queue.isIdle()) {
                List<Message> messages = queue.take(settings.batch(), settings.retryPause());
                handle(messages);
                keepHeld();
                if (Instant.now().isAfter(giveUpAt)) {
                    loseHeld();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loseHeld();
        }
    }

    private void loseHeld() {
        if (!held.isEmpty()) {
            counts.lost.add(held.size());
            LOG.error("{} messages are lost, because quarantine did not take them before the end", held.size());
            held.forEach(it -> queue.done(List.of(it.message())));
            held.clear();
        }
    }

    /** Whatever happens to one message, the thread goes on; what cannot be stored is held for quarantine. */
    private void handle(List<Message> messages) throws InterruptedException {
        var bad = new ArrayList<Held>();
        try {
            store(messages, bad);
        } catch (InterruptedException e) {
            counts.lost.add(messages.size());
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("Messages could not be handled, and go to quarantine", e);
            bad.clear();
            messages.forEach(it -> bad.add(
                    new Held(it, List.of(new Fault("", "could not be handled, for a reason that the log has")))));
        }
        held.addAll(bad);
        var stored = new ArrayList<>(messages);
        bad.forEach(it -> stored.remove(it.message()));
        queue.done(stored);
    }

    /** A message that is to go to quarantine; it keeps its room in the queue until then. */
    private record Held(Message message, List<Fault> faults) {}

    /** A message and the events that it holds, one unless it is damaged. */
    private record Read(Message message, List<AuditEvent> events, List<Fault> faults) {}

    private void store(List<Message> messages, List<Held> bad) throws InterruptedException {
        List<Read> good = new ArrayList<>();
        for (Message message : messages) {
            patiently(1, () -> {
                Read read = read(message);
                if (read.faults().isEmpty()) {
                    good.add(read);
                } else {
                    bad.add(new Held(message, read.faults()));
                }
            });
        }
        List<AuditEvent> events =
                good.stream().flatMap(it -> it.events().stream()).toList();
        if (!events.isEmpty()) {
            patiently(events.size(), () -> append(good, events, bad));
        }
    }

    /** Nobody is served by trying again and again what the reader itself fails at. */
    private Read read(Message message) {
        if (message.damage().isPresent()) {
            return new Read(message, List.of(), List.of(message.damage().get()));
        }
        if (isPacked(message.content())) {
            return new Read(message, List.of(), List.of(new Fault("", "is packed, which no message of syslog is")));
        }
        var events = new ArrayList<AuditEvent>();
        var faults = new ArrayList<Fault>();
        try (Stream<Decoded> records = codec().decode(new ByteArrayInputStream(message.content()), message.tenant())) {
            records.limit(2).forEach(it -> {
                faults.addAll(it.faults());
                Optional.ofNullable(it.event()).ifPresent(events::add);
            });
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
            LOG.warn("A message could not be read", e);
            faults.add(new Fault("", "could not be read: " + e.code().name()));
        }
        if (faults.isEmpty() && events.size() != 1) {
            faults.add(new Fault("", events.isEmpty() ? "holds no message" : "holds more than one message"));
        }
        // what a message carries may name a tenant, which is not for a sender to choose
        events.stream()
                .filter(it -> !message.tenant().equals(it.tenant()))
                .forEach(it -> faults.add(new Fault("/tenant", "is another than the sender's")));
        return new Read(message, events, faults);
    }

    private static boolean isPacked(byte[] content) {
        return content.length > 1 && content[0] == GZIP_FIRST && content[1] == GZIP_SECOND;
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
    private void append(List<Read> read, List<AuditEvent> events, List<Held> bad) throws InterruptedException {
        try {
            count(database.append(events));
            return;
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
        }
        for (Read each : read) {
            patiently(1, () -> alone(each, bad));
        }
    }

    private void alone(Read read, List<Held> bad) {
        try {
            count(database.append(read.events()));
        } catch (AuditDbException e) {
            if (isPassing(e)) {
                throw e;
            }
            bad.add(new Held(
                    read.message(), e.faults().isEmpty() ? List.of(new Fault("", e.getMessage())) : e.faults()));
        }
    }

    private void count(List<Appended> appended) {
        long duplicates = appended.stream().filter(Appended::duplicate).count();
        counts.duplicates.add(duplicates);
        counts.stored.add(appended.size() - duplicates);
    }

    /** As far as quarantine takes them; good messages do not wait for that. */
    private void keepHeld() {
        while (!held.isEmpty()) {
            Held next = held.peek();
            try {
                keep(next.message(), next.faults());
            } catch (RuntimeException e) {
                failed("Messages that cannot be read wait, because quarantine does not take them", e);
                return;
            }
            counts.quarantined.increment();
            held.remove();
            queue.done(List.of(next.message()));
            if (held.isEmpty()) {
                problem = null;
            }
        }
    }

    private void keep(Message message, List<Fault> faults) {
        try {
            quarantine.keep(message.tenant(), FORMAT, message.origin(), message.content(), faults);
        } catch (AuditDbException e) {
            if (e.code() != StandardErrorCode.TOO_LARGE) {
                throw e;
            }
            keepBeginning(message, faults);
        }
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
                if (problem != null && held.isEmpty()) {
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
                failed("Messages wait, because they cannot be stored; it is tried again", e);
                Duration pause = e.retryAfter().orElse(settings.retryPause());
                Thread.sleep(Math.min(pause.toMillis(), settings.retryPause().toMillis()));
            }
        }
    }

    private void failed(String what, RuntimeException e) {
        if (problem == null) {
            LOG.warn(what, e);
        }
        problem = e.getMessage();
    }

    /** Stores what waits, as long as that may take; what is left is counted as lost. */
    @Override
    public void close() throws InterruptedException {
        giveUpAt = Instant.now().plus(settings.drainTimeout());
        closing = true;
        thread.join(settings.drainTimeout().plus(settings.retryPause()).toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
            thread.join(JOIN_MILLIS);
        }
        int left = queue.abandon();
        if (left > 0) {
            counts.lost.add(left);
            LOG.error("{} messages are lost, because they could not be stored before the end", left);
        }
    }
}

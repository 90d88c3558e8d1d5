package io.auditdb.kernel.primary;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the primary when the platform starts. The configured server counts as it, unless another is remembered, or it is
 * away or a standby and another is fit. For one thread.
 */
public final class PrimaryStart {
    private static final Logger LOG = LoggerFactory.getLogger(PrimaryStart.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;

    private final List<Place> places;
    private final PublishedLog published;
    private final PrimaryFile memory;
    private final PrimarySearch search;

    /** Looks among these; the first is the configured one. */
    public PrimaryStart(List<Place> places, PublishedLog published, PrimaryFile memory) {
        this.places = List.copyOf(places);
        this.published = published;
        this.memory = memory;
        this.search = new PrimarySearch(places, published, ANSWER_TIMEOUT);
    }

    /**
     * Waits until there is one.
     *
     * @throws AuditDbException {@code DATABASE_UNAVAILABLE} when there is none in time
     */
    public Primary find(Duration longest) {
        try {
            Primary.Move start = await(Instant.now().plus(longest));
            memory.write(start.after());
            return new Primary(start, memory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell which server was the primary", e);
        }
    }

    /** Returns what looks after it while the platform runs. */
    public PrimaryWatch watch(Primary primary, PrimaryWatch.Settings settings) {
        return new PrimaryWatch(primary, new PrimarySearch(places, published, settings.timeout()), settings);
    }

    private Primary.Move await(Instant deadline) throws IOException {
        while (true) {
            var problems = new ArrayList<String>();
            Term before = memory.read(places).orElseGet(() -> new Term(places.get(0), new DatabaseIdentity("", 0)));
            Optional<Look> found = look(before, problems);
            if (found.isPresent()) {
                return start(before, found.get());
            }
            SQLException failure = search.failure(places.get(0));
            if (isForGood(failure) || Instant.now().isAfter(deadline)) {
                throw unavailable(failure, problems);
            }
            pause();
        }
    }

    private static Primary.Move start(Term before, Look found) {
        var term = new Term(found.place(), found.identity());
        if (!found.place().isConfigured()) {
            LOG.warn("The primary is {}, and not what is configured", term);
        }
        boolean other = !before.identity().system().equals(found.identity().system());
        return new Primary.Move(other ? term : before, term, found.replayed());
    }

    private Optional<Look> look(Term known, List<String> problems) {
        Optional<Look> there = search.at(known.place());
        if (there.filter(it -> new PrimaryRule(known).isCurrent(it) && it.holdsPublished())
                .isPresent()) {
            return there;
        }
        List<Look> looks = search.others(known.place());
        there.ifPresent(looks::add);
        PrimaryRule.Choice choice = new PrimaryRule(known).choose(looks);
        problems.addAll(choice.refused());
        return choice.primary()
                .or(() -> looks.stream()
                        .filter(it -> isWanted(it, known.identity()))
                        .findFirst());
    }

    /** What somebody has configured is what he wants, also a restored or a new database; the ledger judges what it holds. */
    private static boolean isWanted(Look look, DatabaseIdentity before) {
        return look.place().isConfigured()
                && !look.standby()
                && (!look.identity().system().equals(before.system())
                        || look.identity().timeline() > before.timeline());
    }

    /** Neither a server that is away nor one that has something else to do first. */
    private static boolean isForGood(SQLException failure) {
        String state = failure == null ? null : failure.getSQLState();
        return state != null && !state.matches("(08|53|57|58).*");
    }

    private AuditDbException unavailable(SQLException failure, List<String> problems) {
        String why = failure != null
                ? "Cannot connect to the database " + places.get(0).admin() + " (SQLSTATE " + failure.getSQLState()
                        + ")"
                : "There is no primary that can be written to; " + places.get(0) + " is none";
        if (!problems.isEmpty()) {
            why += "; " + String.join("; ", problems) + "; " + memory
                    + " remembers the last primary, and without it the configured server is taken as it is";
        }
        return new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, why, Duration.ofSeconds(5), failure);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AuditDbException(StandardErrorCode.STOPPING, "The start was interrupted", e);
        }
    }
}

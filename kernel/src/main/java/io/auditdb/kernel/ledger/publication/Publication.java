package io.auditdb.kernel.ledger.publication;

import io.auditdb.api.ledger.Checkpoint;
import io.auditdb.api.operations.HealthCheck;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each checkpoint in places outside the database, where whoever changes the database cannot reach it, and knows what
 * was put there before. Safe for use by many threads.
 */
public final class Publication implements Consumer<Checkpoint>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<NewestWins<Checkpoint>> deliveries = new ArrayList<>();

    /** Prepares the places that the settings name. */
    public Publication(PublishSettings settings) {
        for (String name : settings.places()) {
            Place place = name.matches("https?://.*") ? new HttpPlace(URI.create(name), settings) : new FilePlace(name);
            places.put(name, place);
            deliveries.add(new NewestWins<>(
                    "publication to " + name, place::write, settings.interval(), settings.retryInterval()));
        }
    }

    /** Starts a thread for each place. */
    public void start() {
        deliveries.forEach(NewestWins::start);
    }

    @Override
    public void accept(Checkpoint checkpoint) {
        deliveries.forEach(delivery -> delivery.offer(checkpoint));
    }

    /** Returns what each place keeps; one that cannot be read is left out, and said so in the log. */
    List<KeptCheckpoints.Kept> kept() {
        var kept = new ArrayList<KeptCheckpoints.Kept>();
        places.forEach((name, place) -> {
            try {
                place.read().ifPresent(note -> kept.add(new KeptCheckpoints.Kept(name, note)));
            } catch (IOException e) {
                LOG.warn(
                        "The checkpoint at {} cannot be read, and is not compared with the log: {}",
                        name,
                        e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return kept;
    }

    /** Returns what health has to know. */
    public List<HealthCheck> healthChecks() {
        return List.copyOf(deliveries);
    }

    @Override
    public void close() {
        deliveries.forEach(NewestWins::close);
    }
}

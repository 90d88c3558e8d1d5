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

/**
 * Puts each checkpoint in places outside the database, where whoever changes the database cannot reach it, and knows what
 * was put there before. Safe for use by many threads.
 */
public final class Publication implements Consumer<Checkpoint>, AutoCloseable {
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

    /** Returns what each place keeps. */
    List<KeptCheckpoints.Kept> kept() {
        var kept = new ArrayList<KeptCheckpoints.Kept>();
        places.forEach((name, place) -> kept.add(kept(name, place)));
        return kept;
    }

    private static KeptCheckpoints.Kept kept(String name, Place place) {
        try {
            return KeptCheckpoints.Kept.found(name, place.read());
        } catch (IOException e) {
            return KeptCheckpoints.Kept.unreadable(name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return KeptCheckpoints.Kept.unreadable(name, "reading it was interrupted");
        }
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

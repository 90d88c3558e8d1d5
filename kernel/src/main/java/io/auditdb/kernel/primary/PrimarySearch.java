package io.auditdb.kernel.primary;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the servers that may be the primary, one after the other. For one thread. */
final class PrimarySearch {
    private static final Logger LOG = LoggerFactory.getLogger(PrimarySearch.class);

    private final List<Place> places;
    private final PublishedLog published;
    private final Duration timeout;
    private final Map<Place, SQLException> silent = new LinkedHashMap<>();

    PrimarySearch(List<Place> places, PublishedLog published, Duration timeout) {
        this.places = List.copyOf(places);
        this.published = published;
        this.timeout = timeout;
    }

    /** Looks at all but one; those that do not answer are not among the answers. */
    List<Look> others(Place than) {
        var looks = new ArrayList<Look>();
        for (Place place : places) {
            if (!place.equals(than)) {
                at(place).ifPresent(looks::add);
            }
        }
        return looks;
    }

    /** Looks at one; empty when it does not answer. */
    Optional<Look> at(Place place) {
        PublishedLog.Head newest = newest();
        try (Connection connection = open(place)) {
            Look look = Look.at(place, connection, newest);
            silent.remove(place);
            return Optional.of(look);
        } catch (SQLException e) {
            LOG.debug("{} does not say what it is", place, e);
            silent.put(place, e);
            return Optional.empty();
        }
    }

    private PublishedLog.Head newest() {
        try {
            return published.newest().orElse(null);
        } catch (IOException e) {
            LOG.warn("What was published of the log cannot be read, so no other server can be the primary", e);
            return PublishedLog.Head.UNREADABLE;
        }
    }

    /** Opens a session that ends when the server falls silent. */
    private Connection open(Place place) throws SQLException {
        String seconds = Long.toString(Math.max(1, timeout.toSeconds())); // the driver counts in seconds
        var properties = new Properties();
        properties.setProperty("options", "-c statement_timeout=" + timeout.toMillis());
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return Connector.connect(place.admin(), properties);
    }

    /** Returns why a server did not answer when it was asked last; null when it did. */
    SQLException failure(Place place) {
        return silent.get(place);
    }

    /** Returns what was wrong with those that did not answer when they were asked last. */
    List<String> silent() {
        return silent.entrySet().stream()
                .map(it -> it.getKey() + " does not answer (SQLSTATE "
                        + it.getValue().getSQLState() + ")")
                .toList();
    }
}

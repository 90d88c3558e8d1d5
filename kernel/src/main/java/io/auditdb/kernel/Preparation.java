package io.auditdb.kernel;

import io.auditdb.kernel.primary.Connector;
import io.auditdb.kernel.store.DatabaseSettings;
import io.auditdb.kernel.store.EventMappings;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does beside the start, on a thread of its own, what takes long the first time in a virtual machine: loading the driver and
 * proving who one is to the database (thousands of rounds of a hash), and parsing statements. What fails here fails again, and
 * is told, where it is needed.
 */
final class Preparation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final DatabaseSettings database;
    private final EventMappings mappings = new EventMappings();
    private final Thread thread = new Thread(this::run, "audit-db-preparation");

    private Preparation(DatabaseSettings database) {
        this.database = database;
    }

    /** Begins. */
    static Preparation begin(DatabaseSettings database) {
        var preparation = new Preparation(database);
        preparation.thread.setDaemon(true);
        preparation.thread.start();
        return preparation;
    }

    private void run() {
        try {
            if (database.url().isPresent()) {
                connect();
            }
        } catch (RuntimeException e) {
            LOG.debug("Nothing was prepared", e);
        }
        mappings.prepare();
    }

    private void connect() {
        try (Connection connection = Connector.connect(Store.address(database))) {
            LOG.debug("Connected to {}", connection);
        } catch (SQLException e) {
            LOG.debug("The database was not reached", e);
        }
    }

    /** The statements, parsed or about to be. */
    EventMappings mappings() {
        return mappings;
    }

    /** Waits for its end, so that no thread is left. */
    @Override
    public void close() throws InterruptedException {
        thread.join(STOP_MILLIS);
    }
}

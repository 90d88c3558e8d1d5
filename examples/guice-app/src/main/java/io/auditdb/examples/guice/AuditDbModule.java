package io.auditdb.examples.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import java.nio.file.Path;

/** The platform among the services of an application. Whoever made the injector closes the {@link AuditDb} in the end. */
// snippet: module
public final class AuditDbModule extends AbstractModule {
    private final Configuration configuration;
    private final Path var;

    /** Opens the platform with these when somebody first asks for it. */
    public AuditDbModule(Configuration configuration, Path var) {
        this.configuration = configuration;
        this.var = var;
    }

    @Provides
    @Singleton
    AuditDb platform() {
        return AuditDb.open(configuration, var);
    }

    @Provides
    AuditDatabase database(AuditDb platform) {
        return platform.database();
    }

    @Provides
    Ledger ledger(AuditDb platform) {
        return platform.ledger();
    }
}
// end snippet

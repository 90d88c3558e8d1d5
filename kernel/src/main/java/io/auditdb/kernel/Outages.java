package io.auditdb.kernel;

import com.google.inject.Provider;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.kernel.errors.CallContext;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.errors.ErrorLog;
import io.auditdb.kernel.ingest.LostEvents;
import io.auditdb.kernel.ingest.WriterOutages;
import io.auditdb.kernel.resilience.Guards;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.sql.Connection;

/**
 * Lets readers have the good of what writers learn: that the primary is away before each reader has waited for it, and
 * that it is back before the time is over. A server that only has no connection left for a writer may still have some for
 * readers, so that says nothing.
 */
final class Outages implements WriterOutages {
    private final Guards guards;
    private final ErrorLog log;
    private final CallContexts contexts;
    private final Provider<PrimaryRecords> records;
    private final Provider<Store> store;
    private final SqlErrors errors = new SqlErrors();

    Outages(
            Guards guards,
            ErrorLog log,
            CallContexts contexts,
            Provider<PrimaryRecords> records,
            Provider<Store> store) {
        this.guards = guards;
        this.log = log;
        this.contexts = contexts;
        this.records = records;
        this.store = store;
    }

    @Override
    public void met(Exception failure) {
        try (CallContext context = contexts.job("ingest")) {
            log.failed(failure);
            if (errors.classify(failure) == Category.CONNECTION) {
                guards.primary().failed(failure);
            }
        }
    }

    @Override
    public void moved(Connection transaction, LostEvents lost) {
        records.get().moved(transaction, store.get().primary().last(), lost);
    }

    @Override
    public void over() {
        guards.primaryReached();
    }
}

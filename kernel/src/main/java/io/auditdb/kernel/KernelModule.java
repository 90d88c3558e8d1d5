package io.auditdb.kernel;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Evidence;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.Redactions;
import io.auditdb.api.ledger.Violation;
import io.auditdb.api.security.AccessTokens;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.ErrorRecovery;
import io.auditdb.kernel.evidence.EvidenceService;
import io.auditdb.kernel.ingest.Ingest;
import io.auditdb.kernel.ingest.SystemLog;
import io.auditdb.kernel.ledger.LedgerService;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.query.EventDatabase;
import io.auditdb.kernel.query.EventReads;
import io.auditdb.kernel.redaction.RedactionService;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.security.StoredAccessTokens;
import io.auditdb.kernel.store.EventStatements;
import io.auditdb.kernel.store.SqlErrors;
import io.auditdb.kernel.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** How the parts behind the services are put together, once the database's address is known. */
final class KernelModule extends AbstractModule {
    private static final int MAX_RECORDED_VIOLATIONS = 20;

    private final KernelSettings settings;
    private final DatabaseAddress address;
    private final PluginHost plugins;
    private final Json json;
    private final Path var;

    KernelModule(KernelSettings settings, DatabaseAddress address, PluginHost plugins, Json json, Path var) {
        this.settings = settings;
        this.address = address;
        this.plugins = plugins;
        this.json = json;
        this.var = var;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(Json.class).toInstance(json);
        bind(ErrorRecovery.class).to(SqlErrors.class);
        bind(SqlErrors.class).toInstance(new SqlErrors());
    }

    @Provides
    @Singleton
    KeyDirectory keys() {
        return new KeyDirectory(var.resolve("keys"));
    }

    @Provides
    @Singleton
    Store store(KeyDirectory keys) {
        return Store.open(address, settings.database(), settings.partition(), keys);
    }

    @Provides
    @Singleton
    EventStatements statements(Store store) {
        return new EventStatements(store.reads());
    }

    @Provides
    @Singleton
    Ingest ingest(Store store, KeyDirectory keys, Clock clock, Provider<LedgerService> ledger) {
        var extensions = new Ingest.Extensions(
                () -> plugins.extensions(EventPreset.class),
                () -> plugins.extensions(EventValidator.class),
                () -> plugins.extensions(EventListener.class));
        return new Ingest(
                store,
                settings.ingest(),
                settings.event(),
                LedgerService.batchMac(keys),
                json,
                clock,
                extensions,
                () -> ledger.get().committed());
    }

    @Provides
    @Singleton
    SystemLog systemLog(Ingest ingest, Clock clock) {
        return new SystemLog(ingest, clock);
    }

    @Provides
    @Singleton
    LedgerService ledger(
            Store store, EventStatements statements, KeyDirectory keys, Clock clock, Ingest ingest, SystemLog log) {
        return new LedgerService(
                store,
                statements,
                json,
                keys,
                settings.ledger(),
                var.resolve("ledger"),
                clock,
                ingest::acknowledged,
                (principal, action, succeeded, details) -> log.record(
                        principal,
                        action,
                        new Target("ledger", null),
                        Optional.empty(),
                        succeeded ? Status.SUCCESS : Status.FAILURE,
                        details),
                violations -> recordViolations(log, violations),
                key -> recordRotation(log, key));
    }

    /** The same event whenever it is recorded, so that it is stored once. */
    private static void recordRotation(SystemLog log, LedgerKey key) {
        String note = key.rotation().orElseThrow();
        log.record(
                UUID.nameUUIDFromBytes(note.getBytes(StandardCharsets.UTF_8)),
                key.since(),
                "ledger.key-rotated",
                new Target("ledger", null),
                Map.of("newKey", key.verifierKey(), "note", note));
    }

    private static void recordViolations(SystemLog log, List<Violation> violations) {
        List<Map<String, Object>> found = violations.stream()
                .limit(MAX_RECORDED_VIOLATIONS)
                .map(KernelModule::describe)
                .toList();
        log.record(
                AuditDatabase.SYSTEM_TENANT,
                "integrity.violation",
                new Target("ledger", null),
                Optional.empty(),
                Status.FAILURE,
                Map.of("count", violations.size(), "violations", found));
    }

    private static Map<String, Object> describe(Violation violation) {
        var description = new LinkedHashMap<String, Object>();
        description.put("kind", violation.kind().name());
        description.put("description", violation.description());
        violation.tenant().ifPresent(tenant -> description.put("tenant", tenant));
        violation.event().ifPresent(event -> description.put("event", event.toString()));
        return description;
    }

    @Provides
    @Singleton
    EventReads reads(EventStatements statements, Store store) {
        return new EventReads(statements, store.identity(), json, settings.query());
    }

    @Provides
    @Singleton
    AuditDatabase database(Ingest ingest, EventReads reads, Store store, SystemLog log, LedgerService ledger) {
        return new EventDatabase(ingest, reads, store.connections(), log, ledger.seals());
    }

    @Provides
    @Singleton
    Redactions redactions(Store store, EventStatements statements, KeyDirectory keys, SystemLog log) {
        return new RedactionService(store, statements, json, LedgerService.batchMac(keys), log);
    }

    @Provides
    @Singleton
    Evidence evidence(Store store, EventStatements statements, EventReads reads, LedgerService ledger, SystemLog log) {
        return new EvidenceService(store, statements, reads, ledger.ledger(), json, log, settings.evidence());
    }

    @Provides
    @Singleton
    StoredAccessTokens storedTokens(Store store, ErrorRecovery recovery, Clock clock) {
        return new StoredAccessTokens(store.connections(), recovery, settings.security(), clock);
    }

    @Provides
    @Singleton
    AccessTokens tokens(StoredAccessTokens tokens, SystemLog log) {
        return new RecordedTokens(tokens, log);
    }
}

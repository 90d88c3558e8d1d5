package io.auditdb.testing.contract;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.compliance.LegalHolds;
import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.compliance.RetentionManager;
import io.auditdb.api.event.EventListener;
import io.auditdb.api.event.EventPreset;
import io.auditdb.api.event.EventValidator;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.operations.Alerts;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.operations.PerformanceMonitor;
import io.auditdb.api.storage.Archive;
import io.auditdb.api.storage.DatabaseProvider;
import io.auditdb.api.storage.IndexManager;
import io.auditdb.api.storage.PartitionManager;
import io.auditdb.api.storage.ReplicaRouter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks every extension of a host what its kind promises, through the handles that the platform itself calls. What the
 * host contributes itself is not asked.
 */
public final class PluginContracts {
    private final Extensions active;
    private final Set<Capability> capabilities;

    /** Who hands out handles, such as {@code host::extensions} of a plugin host or of the whole platform. */
    @FunctionalInterface
    public interface Extensions {
        /** Returns every active extension of one kind. */
        <E> Set<E> of(Class<E> kind);
    }

    /** Asks what is active; {@code capabilities} are what it can do. */
    public PluginContracts(Extensions active, Set<Capability> capabilities) {
        this.active = active;
        this.capabilities = Set.copyOf(capabilities);
    }

    /**
     * One promise of one extension.
     *
     * @param name which, as a sentence
     * @param check asks for it
     */
    public record Question(String name, Check check) {
        /** Throws when the promise is not kept. */
        @FunctionalInterface
        public interface Check {
            /** Asks. */
            void run() throws Exception;
        }
    }

    /** Returns everything that is to be asked. */
    public List<Question> questions() {
        var questions = new ArrayList<Question>();
        add(questions, Codec.class, CodecContract.promises());
        add(questions, EventPreset.class, EventContracts.presets());
        add(questions, EventValidator.class, EventContracts.validators());
        add(questions, EventListener.class, EventContracts.listeners());
        add(questions, HttpRoute.class, OperationContracts.routes());
        add(questions, HealthCheck.class, OperationContracts.healthChecks());
        add(questions, MetricSource.class, OperationContracts.metricSources());
        add(questions, ReplicaRouter.class, StorageContracts.replicaRouters());
        add(questions, RetentionGuard.class, StorageContracts.retentionGuards());
        add(questions, RedactionGuard.class, StorageContracts.redactionGuards());
        add(questions, DatabaseProvider.class, StorageContracts.databases());
        add(questions, Archive.class, ArchiveContract.promises());
        add(questions, PartitionManager.class, ManagerContracts.partitionManagers());
        add(questions, IndexManager.class, ManagerContracts.indexManagers());
        add(questions, LegalHolds.class, ManagerContracts.legalHolds());
        add(questions, RetentionManager.class, ManagerContracts.retentionManagers());
        add(questions, PerformanceMonitor.class, ManagerContracts.performanceMonitors());
        add(questions, Advisor.class, ManagerContracts.advisors());
        add(questions, Alerts.class, ManagerContracts.alerts());
        return List.copyOf(questions);
    }

    private <E> void add(List<Question> questions, Class<E> kind, List<Promise<E>> promises) {
        for (E extension : active.of(kind)) {
            if (!kind.isRecord() && !Proxy.isProxyClass(extension.getClass())) {
                continue; // no handle, so it is not a plugin's
            }
            for (Promise<E> promise : promises) {
                if (capabilities.containsAll(promise.needs())) {
                    questions.add(new Question(
                            name(kind, extension) + " " + promise.text(),
                            () -> promise.check().ask(extension)));
                }
            }
        }
    }

    private static String name(Class<?> kind, Object extension) {
        return extension instanceof HttpRoute route
                ? "HttpRoute " + route.method() + " " + route.path()
                : kind.isRecord() ? kind.getSimpleName() : extension.toString();
    }
}

package io.auditdb.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.compliance.RedactionGuard;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.api.storage.DatabaseProvider;
import io.auditdb.api.storage.ReplicaRouter;
import io.auditdb.api.storage.ReplicaState;
import io.auditdb.api.storage.Route;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Of those who decide where data is read and whether it may go. */
final class StorageContracts {
    private static final int MANY = 200;

    private StorageContracts() {}

    static List<Promise<ReplicaRouter>> replicaRouters() {
        return List.of(
                Promise.of("leads to replicas that there are, each once", it -> {
                    for (int count = 1; count <= 3; count++) {
                        List<ReplicaState> replicas = replicas(count);
                        List<String> names =
                                replicas.stream().map(ReplicaState::name).toList();
                        for (int i = 0; i < MANY; i++) {
                            Route route = it.route(query(), i, replicas);
                            it.ended(route);
                            assertThat(names).containsAll(route.replicas());
                            assertThat(route.replicas()).doesNotHaveDuplicates();
                            assertThat(route.patience()).isGreaterThanOrEqualTo(Duration.ZERO);
                        }
                    }
                }),
                Promise.of("bears the end of a route that it did not make", it -> it.ended(Route.primary())),
                Promise.of("bears replicas of which little is known", it -> {
                    var unknown =
                            new ReplicaState("replica-1", true, null, Instant.EPOCH, 0, 0, null, -1, null, 0, 0, 0);
                    it.ended(it.route(query(), 0, List.of(unknown)));
                }));
    }

    private static EventQuery query() {
        return EventQuery.builder().tenant("clinic").limit(10).build();
    }

    private static List<ReplicaState> replicas(int count) {
        var replicas = new ArrayList<ReplicaState>();
        for (int i = 1; i <= count; i++) {
            replicas.add(new ReplicaState(
                    "replica-" + i,
                    true,
                    null,
                    Instant.EPOCH,
                    1,
                    1_000_000,
                    Duration.ofMillis(5L * i),
                    i,
                    Duration.ofMillis(i),
                    i,
                    10,
                    100));
        }
        return replicas;
    }

    static List<Promise<RetentionGuard>> retentionGuards() {
        return List.of(Promise.of(
                "agrees or says why not, of a tenant that it has never heard of too",
                Capability.GUARDS_WITHOUT_SERVICES,
                it -> {
                    for (int i = 0; i < 2; i++) {
                        try {
                            it.veto("unheard-of", Instant.EPOCH, Instant.EPOCH.plusSeconds(60))
                                    .ifPresent(why -> assertThat(why).isNotBlank());
                        } catch (AuditDbException e) { // a guard that fails has not agreed
                            assertThat(e.code())
                                    .isNotIn(StandardErrorCode.PLUGIN_FAILED, StandardErrorCode.SERVICE_UNAVAILABLE);
                        }
                    }
                }));
    }

    static List<Promise<RedactionGuard>> redactionGuards() {
        return List.of(Promise.of("does not agree when the database fails it", it -> {
            var asked = new AtomicBoolean();
            try {
                Optional<String> veto = it.veto(failing(asked), SampleEvents.least());
                veto.ifPresent(why -> assertThat(why).isNotBlank());
                assertThat(veto.isEmpty() && asked.get())
                        .as("it could not look, and agreed")
                        .isFalse();
            } catch (AuditDbException e) { // a guard that fails has not agreed
                assertThat(e.code()).isNotEqualTo(StandardErrorCode.PLUGIN_FAILED);
            }
        }));
    }

    /** A connection that is lost, and remembers whether somebody has tried it. */
    private static Connection failing(AtomicBoolean asked) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return switch (method.getName()) {
                            case "equals" -> proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "a lost connection";
                        };
                    }
                    asked.set(true);
                    throw new SQLException("the connection is lost", "08006");
                });
    }

    static List<Promise<DatabaseProvider>> databases() {
        return List.of(Promise.of("has a durable PostgreSQL, of 15 or later, at its address", it -> {
            DatabaseAddress address = it.address();
            try (Connection connection =
                            DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                    Statement statement = connection.createStatement()) {
                assertThat(connection.getMetaData().getDatabaseMajorVersion()).isGreaterThanOrEqualTo(15);
                for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                    try (ResultSet result = statement.executeQuery("SHOW " + setting)) {
                        result.next();
                        assertThat(result.getString(1)).as(setting).isNotEqualTo("off");
                    }
                }
            }
        }));
    }
}

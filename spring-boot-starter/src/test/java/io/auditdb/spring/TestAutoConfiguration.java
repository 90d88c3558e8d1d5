package io.auditdb.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.AuditDb;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TestAutoConfiguration {
    @TempDir
    private Path directory;

    /** The embedded database runs under a user of its own. */
    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private ApplicationContextRunner application(TestingDatabase database, String name) {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AuditDbAutoConfiguration.class, AuditDbHealthAutoConfiguration.class))
                .withPropertyValues(
                        "audit-db.var=" + directory.resolve(name),
                        "audit-db.database.url=" + database.url(),
                        "audit-db.plugins.cache-local.size=5MB",
                        "audit-db.plugins.cache-local.enabled=true");
    }

    private static AuditEvent event() {
        return AuditEvent.builder()
                .tenant("clinic")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00+01:00"))
                .action("record.read")
                .principal(new Principal("dr-house", null, null))
                .status(Status.SUCCESS)
                .build();
    }

    private static EventQuery all() {
        return EventQuery.builder().tenant("clinic").limit(10).build();
    }

    @Test
    void anApplicationHasThePlatformItsPluginsAndItsHealth() throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            application(database, "one").run(context -> {
                context.getBean(AuditDatabase.class).append(List.of(event()));

                assertThat(context.getBean(AuditDatabase.class).query(all()).events())
                        .hasSize(1);
                assertThat(context.getBean(Ledger.class)).isNotNull();
                var operator = new Access("operator", Set.of(), Set.of(Right.OPERATE));
                assertThat(context.getBean(Plugins.class).list(operator))
                        .filteredOn(it -> it.name().equals("cache-local"))
                        .extracting(PluginInfo::state)
                        .containsExactly(PluginInfo.State.ACTIVE);
                var health = context.getBean(HealthIndicator.class).health();
                assertThat(health.getStatus().getCode()).isEqualTo("UP");
                assertThat(health.getDetails()).containsKeys("plugins", "database");
            });
        }
    }

    @Test
    void twoApplicationsLiveInOneProcessAndLeaveNoThread() throws Exception {
        Set<Thread> before = threads();
        try (TestingDatabase one = TestingPostgres.shared().createDatabase();
                TestingDatabase other = TestingPostgres.shared().createDatabase()) {
            application(one, "one")
                    .run(first -> application(other, "other").run(second -> {
                        first.getBean(AuditDatabase.class).append(List.of(event()));

                        assertThat(first.getBean(AuditDatabase.class)
                                        .query(all())
                                        .events())
                                .hasSize(1);
                        assertThat(second.getBean(AuditDatabase.class)
                                        .query(all())
                                        .events())
                                .isEmpty();
                    }));
            application(one, "one")
                    .run(again -> assertThat(again.getBean(AuditDatabase.class)
                                    .query(all())
                                    .events())
                            .hasSize(1));
        }
        long deadline = System.nanoTime() + 10_000_000_000L;
        Set<Thread> left = threads();
        left.removeAll(before);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
            left.removeIf(it -> !it.isAlive());
        }
        assertThat(left).isEmpty();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> !it.getName().matches("(process reaper|Cleaner-|Common-Cleaner|ForkJoinPool).*"))
                .collect(Collectors.toSet());
    }

    @Test
    void thePlatformItselfClosesWhatItHandsOut() {
        var accepted = new ArrayList<CompletableFuture<?>>();
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AuditDbAutoConfiguration.class, AuditDbHealthAutoConfiguration.class))
                .withPropertyValues("audit-db.var=" + directory.resolve("own"), "audit-db.plugins.embedded-postgres=")
                .run(context -> {
                    for (int i = 0; i < 100; i++) { // what is accepted and not yet written when the context is closed
                        accepted.add(context.getBean(AuditDatabase.class).submit(List.of(event())));
                    }
                });
        assertThat(accepted).allMatch(it -> it.isDone() && !it.isCompletedExceptionally());
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AuditDbAutoConfiguration.class, AuditDbHealthAutoConfiguration.class))
                .withPropertyValues("audit-db.var=" + directory.resolve("own"), "audit-db.plugins.embedded-postgres=")
                .run(context -> assertThat(context.getBean(AuditDatabase.class)
                                .query(EventQuery.builder()
                                        .tenant("clinic")
                                        .limit(200)
                                        .build())
                                .events())
                        .hasSize(100));
    }

    @Test
    void aWrongPropertyIsNamed() throws Exception {
        try (TestingDatabase database = TestingPostgres.shared().createDatabase()) {
            application(database, "wrong")
                    .withPropertyValues("audit-db.ingest.batch-sise=3")
                    .run(context -> assertThatThrownBy(() -> context.getBean(AuditDb.class))
                            .hasStackTraceContaining("ingest.batch-sise"));
        }
    }

    @Test
    void whoSwitchesItOffHasNothing() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AuditDbAutoConfiguration.class, AuditDbHealthAutoConfiguration.class))
                .withPropertyValues("audit-db.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AuditDb.class));
    }
}

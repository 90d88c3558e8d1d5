package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.ConfigFile;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.config.EffectiveConfiguration;
import io.auditdb.kernel.plugin.PluginCheck;
import io.auditdb.kernel.plugin.jar.TrustedSigners;
import io.auditdb.kernel.store.ComplianceCheck;
import io.auditdb.kernel.store.Migrations;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** The kernel, as the commands use it. */
final class KernelPlatform implements Platform {
    private static final String CONFIGURATION = "audit-db.yaml";

    private final Surroundings surroundings;

    KernelPlatform(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run(Path config, boolean demo, Runnable claimed) throws Exception {
        Configuration configuration = configuration(config == null ? ownFile() : config, true);
        var ended = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        // the virtual machine waits for its hooks, so this one lets the platform close in peace
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            ended.countDown();
                            awaitUninterruptibly(closed);
                        },
                        "audit-db-stop"));
        try (AuditDb platform = AuditDb.open(
                configuration, surroundings.var(), surroundings.home().resolve("plugins"))) {
            claimed.run();
            var greeting = new Greeting(surroundings.out(), platform);
            greeting.running();
            if (demo) {
                greeting.demo(new Demo(platform, surroundings.home().resolve("samples/cloudtrail")).run());
            }
            ended.await();
        } finally {
            closed.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file in var, made from the distribution's at the first start. */
    private Path ownFile() throws IOException {
        Path file = surroundings.var().resolve(CONFIGURATION);
        Path template = surroundings.home().resolve("etc").resolve(CONFIGURATION);
        if (!Files.exists(file) && Files.exists(template)) {
            Files.createDirectories(surroundings.var());
            try {
                Files.copy(template, file);
            } catch (FileAlreadyExistsException e) {
                return file; // made by another start in the same moment
            }
        }
        return file;
    }

    /** Without a file yet, commands that only look use the distribution's. */
    private Configuration configuration(Path config, boolean required) {
        Path file = config != null ? config : surroundings.var().resolve(CONFIGURATION);
        if (config == null && !Files.exists(file)) {
            file = surroundings.home().resolve("etc").resolve(CONFIGURATION);
        }
        return Configuration.load(required || Files.exists(file) ? file : null, surroundings.environment());
    }

    @Override
    public EffectiveConfiguration configuration(Path config) {
        return AuditDb.describe(
                configuration(config, config != null),
                surroundings.var(),
                surroundings.home().resolve("plugins"));
    }

    @Override
    public boolean configure(Path config, Map<String, Optional<String>> values, boolean dryRun) throws IOException {
        Configuration before = configuration(config == null && !dryRun ? ownFile() : config, config != null);
        Path file = before.file()
                .orElseThrow(
                        () -> new AuditDbException(StandardErrorCode.INVALID_CONFIG, "There is no configuration file"));
        before.requireFromFile(values.keySet());
        ConfigFile.Draft draft = new ConfigFile(file).set(values);
        AuditDb.describe(
                before.withFile(draft.text()),
                surroundings.var(),
                surroundings.home().resolve("plugins"));
        if (!dryRun) {
            draft.write();
        }
        return draft.isChange();
    }

    @Override
    public Set<String> secrets(Path config, Set<String> keys) {
        return AuditDb.secrets(
                configuration(config, config != null),
                surroundings.var(),
                surroundings.home().resolve("plugins"),
                keys);
    }

    @Override
    public DatabaseAddress database(Path config) {
        return AuditDb.database(configuration(config, config != null), surroundings.var());
    }

    @Override
    public Report migrate(Migration work, Path config, boolean dryRun) {
        Migrations migrations = AuditDb.migrations(configuration(config, config != null), surroundings.var());
        return switch (work) {
            case STATUS -> steps(migrations.status(), "");
            case UP ->
                dryRun
                        ? steps(migrations.status(), "Pending steps would be applied")
                        : steps(migrations.up(), "The schema is up to date");
            case VERIFY -> verified(migrations);
            case ROLLBACK -> rollback(migrations, dryRun);
            case VERIFY_COMPLIANCE -> compliance(migrations.verifyCompliance());
            case SEED_POLICIES -> seeded("policy", migrations.seedPolicies(dryRun), dryRun);
            case SEED_PRESETS -> seeded("preset", migrations.seedPresets(dryRun), dryRun);
        };
    }

    @Override
    public PluginVerdict inspect(Path jar) throws IOException {
        return verdict(new PluginCheck(jar, Optional.empty()).read());
    }

    @Override
    public PluginVerdict check(Path jar, Path signers, Map<String, String> settings) throws IOException {
        try {
            Optional<TrustedSigners> trusted = Optional.ofNullable(signers).map(TrustedSigners::read);
            return verdict(new PluginCheck(jar, trusted).run(Optional.ofNullable(settings)));
        } catch (IllegalArgumentException e) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, e.getMessage(), e);
        }
    }

    private static PluginVerdict verdict(PluginCheck.Report report) {
        return new PluginVerdict(
                report.passed(),
                report.name(),
                report.version(),
                report.uses().orElse(null),
                report.findings().stream()
                        .sorted(Comparator.comparing(PluginCheck.Finding::severity))
                        .map(it ->
                                new PluginVerdict.Finding(it.severity().name().toLowerCase(Locale.ROOT), it.text()))
                        .toList());
    }

    private static Report steps(List<Migrations.Step> steps, String done) {
        long pending =
                steps.stream().filter(step -> step.state().equals("Pending")).count();
        String summary = done.isEmpty() ? steps.size() + " steps, " + pending + " pending" : done;
        return new Report(
                true,
                summary,
                List.of("version", "description", "state"),
                steps.stream()
                        .map(step -> List.of(step.version(), step.description(), step.state()))
                        .toList());
    }

    private static Report verified(Migrations migrations) {
        migrations.verify();
        return steps(migrations.status(), "What was applied is what this version would apply");
    }

    private static Report rollback(Migrations migrations, boolean dryRun) {
        List<List<String>> plan = migrations.rollbackPlan().stream()
                .map(statement -> List.of(statement.replace('\n', ' ')))
                .toList();
        String summary = dryRun
                ? "These statements would be run"
                : "Took back step " + migrations.rollback().version()
                        + "; the next start of the daemon, or migrate up, applies it again";
        return new Report(true, summary, List.of("statement"), plan);
    }

    private static Report compliance(List<ComplianceCheck> checks) {
        long failed = checks.stream().filter(check -> !check.passed()).count();
        return new Report(
                failed == 0,
                failed == 0
                        ? "All " + checks.size() + " checks passed"
                        : failed + " of " + checks.size() + " checks failed",
                List.of("check", "result", "finding"),
                checks.stream()
                        .map(check -> List.of(check.subject(), check.passed() ? "ok" : "FAILED", check.finding()))
                        .toList());
    }

    private static Report seeded(String kind, List<String> names, boolean dryRun) {
        String verb = dryRun ? " would be added" : " added";
        return new Report(
                true,
                names.size() + verb,
                List.of(kind),
                names.stream().map(List::of).toList());
    }
}

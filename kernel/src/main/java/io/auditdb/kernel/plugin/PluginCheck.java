package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.Setting;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.plugin.jar.ClassScan;
import io.auditdb.kernel.plugin.jar.PluginUses;
import io.auditdb.kernel.plugin.jar.TrustedSigners;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;

/**
 * Judges a jar as the host would, and more strictly, before it is installed: reads it, loads it into a framework of its own, and,
 * when asked to, starts and closes it there. Nothing of what runs is touched. Not safe for use by many threads.
 */
public final class PluginCheck {
    private static final Access CHECKER = new Access("plugin-check", Set.of(), Set.of(Right.OPERATE));
    private static final int COLLECTIONS = 50;
    private static final long COLLECTION_MILLIS = 20;

    private final Path jar;
    private final Optional<TrustedSigners> signers;
    private final List<Finding> findings = new ArrayList<>();

    /** How bad something is. */
    public enum Severity {
        /** The plugin would not run, or would harm. */
        ERROR,
        /** It would run, and an operator should know. */
        WARNING,
        /** What it is. */
        NOTE
    }

    /** One thing that was found, in a sentence. */
    public record Finding(Severity severity, String text) {}

    /**
     * What came of a check.
     *
     * @param name the plugin's name, or that of the file when it says none
     * @param uses what it declares; empty when it declares nothing
     */
    public record Report(String name, String version, Optional<String> uses, List<Finding> findings) {
        /** Copies the list. */
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether the plugin can be used. */
        public boolean passed() {
            return findings.stream().noneMatch(it -> it.severity() == Severity.ERROR);
        }
    }

    /**
     * Prepares a check.
     *
     * @param signers of whom one has to have signed the jar; empty when nobody has to
     */
    public PluginCheck(Path jar, Optional<TrustedSigners> signers) {
        this.jar = jar;
        this.signers = signers;
    }

    /** Checks what can be read, and runs nothing of it. */
    public Report read() throws IOException {
        Candidate candidate = new PluginJar(jar, true, signers).checkedCandidate();
        if (candidate.isUsable()) {
            read(candidate);
        } else {
            error(candidate.problem());
        }
        return report(candidate);
    }

    /**
     * Checks what can be read, loads the plugin and makes an instance.
     *
     * @param settings those to start the plugin with; empty not to start it
     */
    public Report run(Optional<Map<String, String>> settings) throws IOException {
        Candidate candidate = new PluginJar(jar, true, signers).checkedCandidate();
        if (!candidate.isUsable()) {
            error(candidate.problem());
            return report(candidate);
        }
        read(candidate);
        if (findings.stream().noneMatch(it -> it.severity() == Severity.ERROR)) {
            try (var scratch = ScratchDirectory.create("audit-db-plugin-check")) {
                load(candidate, settings, scratch.path());
            }
        }
        return report(candidate);
    }

    private Report report(Candidate candidate) {
        return new Report(
                candidate.name(), candidate.version(), candidate.uses().map(PluginUses::toString), findings);
    }

    private void error(String text) {
        findings.add(new Finding(Severity.ERROR, text));
    }

    private void warn(String text) {
        findings.add(new Finding(Severity.WARNING, text));
    }

    private void read(Candidate candidate) throws IOException {
        ClassScan scan;
        try (var file = new JarFile(jar.toFile())) {
            scan = ClassScan.of(file);
        } catch (IOException e) {
            error(e.getMessage());
            return;
        }
        scan.unread().forEach(it -> warn("the jar " + it + " inside of it is not looked into"));
        scan.exits().forEach(it -> error(it + " would end the whole process (System.exit, Runtime.exit or halt)"));
        scan.tooNew().forEach(it -> error(it + " is compiled for a newer Java than 17"));
        scan.hooks().forEach(it -> warn(it + " adds a shutdown hook, which keeps the plugin's classes for good"));
        compare(candidate.uses(), scan);
    }

    private void compare(Optional<PluginUses> declared, ClassScan scan) {
        if (declared.isEmpty()) {
            warn("the manifest does not say what the plugin uses; add " + PluginUses.HEADER + ": " + found(scan));
            return;
        }
        PluginUses uses = declared.get();
        scan.means().forEach((means, places) -> {
            if (!uses.means().contains(means)) {
                warn("it uses " + means + " (" + first(places) + "), which " + PluginUses.HEADER + " does not name");
            }
        });
        var missing = new TreeSet<>(scan.services());
        missing.removeAll(uses.services());
        missing.forEach(it ->
                error("it asks for " + it + ", which " + PluginUses.HEADER + " does not name; the host would refuse"));
    }

    private static String found(ClassScan scan) {
        return new PluginUses(scan.services(), scan.means().keySet()).toString().replace("nothing", "-");
    }

    private static String first(Set<String> places) {
        String first = new TreeSet<>(places).first();
        return places.size() == 1 ? first : first + " and " + (places.size() - 1) + " more";
    }

    private void load(Candidate candidate, Optional<Map<String, String>> settings, Path scratch) throws IOException {
        Path plugins = Files.createDirectories(scratch.resolve("plugins"));
        Path copy = Files.copy(jar, plugins.resolve(candidate.name() + PluginJar.SUFFIX));
        var builder = Configuration.builder();
        settings.orElse(Map.of())
                .forEach((key, value) -> builder.set("plugins." + candidate.name() + "." + key, value));
        Configuration configuration =
                builder.set("plugins." + candidate.name() + ".enabled", true).build();
        PluginHostSettings hostSettings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        var source = PluginSource.bundles(plugins, scratch, hostSettings);
        try (var host = new PluginHost(configuration, source, scratch, (by, action, details) -> {})) {
            describe(host.load().get(candidate.name()));
            if (settings.isPresent()) {
                start(host, candidate.name());
            }
        } catch (AuditDbException e) {
            error(String.valueOf(e.getMessage()).replace(copy.toString(), jar.toString()));
            for (Fault fault : e.faults()) {
                error((fault.path() + " " + fault.problem()).strip());
            }
        }
    }

    private void describe(Class<? extends Record> settings) {
        for (RecordComponent component : settings.getRecordComponents()) {
            var setting = component.getAnnotation(Setting.class);
            if (setting == null || setting.value().isBlank()) {
                warn("the setting " + component.getName() + " has no description");
            }
        }
        List<String> names = Arrays.stream(settings.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        findings.add(new Finding(
                Severity.NOTE, names.isEmpty() ? "it has no settings" : "its settings: " + String.join(", ", names)));
    }

    private void start(PluginHost host, String name) {
        host.startAll();
        host.extensions(HealthCheck.class).forEach(this::ask);
        List<String> added = host.list(CHECKER).get(0).extensions();
        findings.add(new Finding(Severity.NOTE, "it adds " + (added.isEmpty() ? "nothing" : String.join(", ", added))));
        host.disable(CHECKER, name);
        for (PluginStep step : host.history(CHECKER, Optional.of(name))) {
            step.problem().ifPresent(it -> warn("when it was closed: " + it));
        }
        if (!isCollected(host, name)) {
            warn("after it was closed, something still holds its classes: a thread, a cache, a listener");
        }
    }

    private void ask(HealthCheck check) {
        try {
            HealthCheck.Result result = check.check();
            if (result.status() != HealthCheck.Status.UP) {
                warn("its health " + check.name() + " is " + result.status() + ": " + result.message());
            }
        } catch (RuntimeException e) {
            boolean isForPlatform =
                    e instanceof AuditDbException failure && failure.code() == StandardErrorCode.SERVICE_UNAVAILABLE;
            if (!isForPlatform) { // what the platform provides is not here
                warn("its health cannot be asked for: " + e);
            }
        }
    }

    private static boolean isCollected(PluginHost host, String name) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            boolean collected = host.history(CHECKER, Optional.of(name)).stream()
                    .anyMatch(it -> it.kind() == PluginStep.Kind.COLLECT);
            if (collected) {
                return true;
            }
            try {
                Thread.sleep(COLLECTION_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}

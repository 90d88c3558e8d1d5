package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/** Jars in directories, each loaded as a bundle. A swap has two bundles of one name side by side for a moment. */
final class BundleSource extends PluginSource {
    /** A working jar before a broken one, installed before distributed, new before old. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(Candidate::isUsable)
            .thenComparing(Candidate::installed)
            .thenComparing(candidate ->
                    candidate.isUsable() ? Version.parseVersion(candidate.version()) : Version.emptyVersion)
            .thenComparing(Candidate::modified)
            .reversed();

    private final Set<Path> distributed = new LinkedHashSet<>();
    private final Path installed;
    private final long maxJarBytes;
    private final KnownJars known = new KnownJars();
    private final EmbeddedFramework framework;
    private final AtomicLong loads = new AtomicLong();

    BundleSource(Path distribution, Path var, PluginHostSettings settings) {
        this.distributed.add(distribution);
        settings.directory().ifPresent(distributed::add);
        this.installed = var.resolve("plugins");
        this.maxJarBytes = settings.maxJarSize().bytes();
        this.framework = new EmbeddedFramework(var.resolve("run").resolve("felix"));
    }

    @Override
    List<Candidate> candidates() {
        var all = new ArrayList<Candidate>(installedCandidates());
        for (Path directory : distributed) {
            jars(directory).forEach(path -> all.add(known.candidate(path, false)));
        }
        known.keep(all.stream().map(Candidate::jar).collect(Collectors.toSet()));
        Map<String, Candidate> best = new LinkedHashMap<>();
        all.stream().sorted(BEST_FIRST).forEach(candidate -> best.putIfAbsent(candidate.name(), candidate));
        return List.copyOf(best.values());
    }

    private List<Candidate> installedCandidates() {
        return jars(installed).stream().map(path -> known.candidate(path, true)).toList();
    }

    private static List<Path> jars(Path directory) {
        var jars = new ArrayList<Path>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[!.]*" + PluginJar.SUFFIX)) {
            files.forEach(jars::add);
        } catch (NoSuchFileException e) {
            return List.of(); // none installed yet
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jars;
    }

    @Override
    LoadedPlugin load(Candidate candidate) {
        Bundle bundle = install(candidate);
        try {
            bundle.start(Bundle.START_TRANSIENT);
            ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
            return new LoadedPlugin(candidate, instance(candidate, loader), loader, () -> framework.uninstall(bundle));
        } catch (BundleException | RuntimeException e) {
            framework.uninstall(bundle);
            throw e instanceof AuditDbException failure
                    ? failure
                    : failed(candidate, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    private Bundle install(Candidate candidate) {
        String location = "plugin:" + candidate.name() + ":" + loads.incrementAndGet();
        try (InputStream in = Files.newInputStream(candidate.jar())) {
            return framework.context().installBundle(location, in);
        } catch (BundleException | IOException e) {
            throw failed(candidate, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    InstallableJar copy(Path jar) {
        try {
            if (Files.size(jar) > maxJarBytes) {
                throw new AuditDbException(
                        StandardErrorCode.TOO_LARGE,
                        "The jar has " + Files.size(jar) + " bytes, plugin-host.max-jar-size allows " + maxJarBytes);
            }
            Files.createDirectories(installed);
            Path draft = Files.createTempFile(installed, ".install", ".tmp");
            Files.copy(jar, draft, StandardCopyOption.REPLACE_EXISTING);
            return checked(draft);
        } catch (IOException e) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST, "The jar " + jar + " cannot be copied: " + e, e);
        }
    }

    private InstallableJar checked(Path draft) {
        Candidate candidate = new PluginJar(draft, true).checkedCandidate();
        if (!candidate.isUsable()) {
            delete(draft);
            throw new AuditDbException(
                    StandardErrorCode.INVALID_REQUEST,
                    "This is not a plugin",
                    List.of(new Fault("", candidate.problem())));
        }
        return new InstallableJar(candidate, () -> place(draft, candidate.name()), () -> delete(draft));
    }

    private void place(Path draft, String name) {
        Path target = installed.resolve(name + PluginJar.SUFFIX);
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // A jar of the same plugin that somebody dropped in under another name would compete with this one.
        deleteInstalled(name, target);
    }

    @Override
    void delete(String name) {
        deleteInstalled(name, null);
    }

    private void deleteInstalled(String name, Path except) {
        installedCandidates().stream()
                .filter(candidate ->
                        candidate.name().equals(name) && !candidate.jar().equals(except))
                .forEach(candidate -> delete(candidate.jar()));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        framework.close();
    }
}

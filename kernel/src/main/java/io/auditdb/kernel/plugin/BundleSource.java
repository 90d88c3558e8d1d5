package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.plugin.jar.TrustedSigners;
import java.io.IOException;
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
import java.util.Optional;
import java.util.Set;
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
    private final JarCopies copies;
    private final long maxJarBytes;
    private final Optional<TrustedSigners> signers;
    private final KnownJars known;
    private final EmbeddedFramework framework;

    BundleSource(Path distribution, Path var, PluginHostSettings settings) {
        this.distributed.add(distribution);
        this.signers = settings.trustedSigners().map(TrustedSigners::read);
        this.known = new KnownJars(distribution, signers);
        settings.directory().ifPresent(distributed::add);
        this.installed = var.resolve("plugins");
        this.copies = new JarCopies(var.resolve("run").resolve("plugins"), installed);
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
        all.stream()
                .sorted(BEST_FIRST)
                .forEach(candidate -> best.merge(candidate.name(), candidate, BundleSource::beforeAnother));
        return List.copyOf(best.values());
    }

    /** That an installed jar goes before a distributed one is as it should be; two in one place are somebody's mistake. */
    private static Candidate beforeAnother(Candidate first, Candidate other) {
        return first.installed() == other.installed()
                ? first.withNotice("there is another jar of it, which is not used: " + other.origin() + ", version "
                        + other.version())
                : first;
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
        Path copy = copies.of(candidate);
        Bundle bundle;
        try {
            verify(candidate, copy);
            bundle = install(candidate, copy);
        } catch (RuntimeException e) {
            copies.drop(copy);
            throw e;
        }
        Runnable unload = () -> {
            framework.uninstall(bundle);
            copies.drop(copy);
        };
        try {
            bundle.start(Bundle.START_TRANSIENT);
            ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
            return new LoadedPlugin(candidate, instance(candidate, loader), loader, copy, unload);
        } catch (BundleException | RuntimeException e) {
            unload.run();
            throw e instanceof AuditDbException failure
                    ? failure
                    : failed(candidate, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** What was judged is what is run: somebody may have replaced the jar in between. */
    private void verify(Candidate candidate, Path copy) {
        Optional<TrustedSigners> required =
                known.isDistributed(candidate.jar()) || copies.isKept(candidate.jar()) ? Optional.empty() : signers;
        Candidate copied = new PluginJar(copy, candidate.installed(), required).candidate();
        if (!copied.isUsable()) {
            throw failed(candidate, "cannot be used: " + copied.problem(), null);
        }
        boolean isSame = copied.name().equals(candidate.name())
                && copied.version().equals(candidate.version())
                && copied.uses().equals(candidate.uses());
        if (!isSame) {
            throw failed(candidate, "was replaced while it was loaded; try again", null);
        }
    }

    private Bundle install(Candidate candidate, Path copy) {
        try {
            // By reference: the framework would copy it once more.
            return framework.context().installBundle("reference:" + copy.toUri());
        } catch (BundleException e) {
            throw failed(candidate, "cannot be loaded: " + e.getMessage(), e);
        }
    }

    @Override
    void keep(LoadedPlugin before) {
        copies.keep(before);
    }

    @Override
    void forget(String name) {
        copies.forget(name);
    }

    @Override
    Candidate kept(Candidate before) {
        return new PluginJar(copies.kept(before.name()), before.installed(), Optional.empty()).candidate();
    }

    @Override
    Runnable bringBack(Candidate before, Candidate bad) {
        boolean isThere = candidates().stream().anyMatch(it -> it.isSameJar(bad));
        if (!isThere) {
            return () -> {}; // another one has been installed meanwhile, and whoever did that decides what to do with
            // it
        }
        Runnable undo = bad.installed() ? copies.reject(bad) : () -> {};
        boolean isBack = candidates().stream()
                .anyMatch(it -> it.name().equals(before.name())
                        && it.version().equals(before.version())
                        && it.isUsable()
                        && !it.isSameJar(bad));
        if (isBack) {
            return undo;
        }
        try {
            copies.restore(before.name());
        } catch (RuntimeException e) {
            undo.run();
            throw e;
        }
        return () -> {
            delete(installed.resolve(before.name() + PluginJar.SUFFIX));
            undo.run();
        };
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
        Candidate candidate = new PluginJar(draft, true, signers).checkedCandidate();
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

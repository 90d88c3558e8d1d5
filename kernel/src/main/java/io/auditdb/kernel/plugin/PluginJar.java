package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.Plugin;
import io.auditdb.kernel.plugin.jar.JarImports;
import io.auditdb.kernel.plugin.jar.PluginUses;
import io.auditdb.kernel.plugin.jar.TrustedSigners;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.osgi.framework.Version;

/** Reads what a jar says about itself, without running anything of it. */
final class PluginJar {
    static final String SUFFIX = ".jar";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

    private final Path path;
    private final boolean installed;
    private final Optional<TrustedSigners> signers;

    /** {@code signers} are those of whom one has to have signed it; empty when nobody has to. */
    PluginJar(Path path, boolean installed, Optional<TrustedSigners> signers) {
        this.path = path;
        this.installed = installed;
        this.signers = signers;
    }

    /** A jar that cannot be read is a candidate too, under its file name, with the problem. */
    Candidate candidate() {
        try (var jar = new JarFile(path.toFile())) {
            return candidate(jar);
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            return unusable(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** The same, and every byte of the jar can be read. */
    Candidate checkedCandidate() {
        try (var jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                check(jar, entry);
            }
            return candidate(jar);
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            return unusable(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** {@link JarFile} itself does not compare checksums. */
    private static void check(JarFile jar, JarEntry entry) throws IOException {
        var checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(jar.getInputStream(entry), checksum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (entry.getCrc() != checksum.getValue()) {
            throw new IOException("damaged entry " + entry.getName());
        }
    }

    private Candidate candidate(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        if (manifest == null) {
            return unusable("the jar has no manifest");
        }
        String symbolicName = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        String name = symbolicName == null ? "" : symbolicName.split(";", 2)[0].strip();
        if (!NAME.matcher(name).matches()) {
            return unusable(
                    "Bundle-SymbolicName must be the plugin's name in lower case with dashes, but is \"" + name + "\"");
        }
        Attributes attributes = manifest.getMainAttributes();
        String version =
                Version.parseVersion(attributes.getValue("Bundle-Version")).toString();
        String problem;
        Optional<PluginUses> uses = Optional.empty();
        try {
            problem = problem(jar, attributes);
            uses = PluginUses.declared(attributes);
        } catch (IllegalArgumentException | SecurityException e) { // it is still this plugin
            problem = e.getMessage();
        }
        return new Candidate(name, version, path.toString(), path, installed, modified(), problem, null, uses);
    }

    /** What would keep it from running, or null. */
    private String problem(JarFile jar, Attributes manifest) throws IOException {
        if (signers.isPresent()) {
            signers.get().check(jar);
        }
        String provider = provider(jar);
        if (provider != null) {
            return provider;
        }
        List<String> imports = JarImports.problems(manifest, SystemPackages.header());
        return imports.isEmpty() ? null : String.join("; ", imports);
    }

    /** What is wrong with the class that the jar names, or null. */
    private static String provider(JarFile jar) throws IOException {
        JarEntry service = jar.getJarEntry(SERVICE);
        if (service == null) {
            return "the jar has no " + SERVICE;
        }
        List<String> classes;
        try (InputStream in = jar.getInputStream(service)) {
            classes = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
        if (classes.size() != 1) {
            return SERVICE + " must name one class, but names " + classes.size();
        }
        boolean there = jar.getJarEntry(classes.get(0).replace('.', '/') + ".class") != null;
        return there ? null : "the jar has no class " + classes.get(0);
    }

    private Candidate unusable(String problem) {
        String fileName = String.valueOf(path.getFileName());
        String name = fileName.endsWith(SUFFIX) ? fileName.substring(0, fileName.length() - SUFFIX.length()) : fileName;
        return new Candidate(
                name,
                Candidate.UNKNOWN_VERSION,
                path.toString(),
                path,
                installed,
                modified(),
                problem,
                null,
                Optional.empty());
    }

    private Instant modified() {
        try {
            return Files.getLastModifiedTime(path).toInstant();
        } catch (IOException e) { // deleted meanwhile
            return Instant.EPOCH;
        }
    }
}

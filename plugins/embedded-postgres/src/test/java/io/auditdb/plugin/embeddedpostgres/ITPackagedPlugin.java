package io.auditdb.plugin.embeddedpostgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.plugin.Plugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** The jar as it is shipped: what reads the archive is inside and nobody else's. */
class ITPackagedPlugin {
    private static final Path JAR = Path.of(System.getProperty("plugin.jar"));

    @TempDir
    private Path directory;

    @Test
    void importsOnlyTheApiAndTheLogger() throws IOException {
        try (var jar = new JarFile(JAR.toFile())) {
            String imports = jar.getManifest().getMainAttributes().getValue(Constants.IMPORT_PACKAGE);
            assertThat(Pattern.compile("[\\w.]+(?=;|,|$)")
                            .matcher(imports.replaceAll("\"[^\"]*\"", ""))
                            .results())
                    .map(result -> result.group())
                    .filteredOn(name -> name.contains("."))
                    .isNotEmpty()
                    .allMatch(name ->
                            name.startsWith("io.auditdb.api.") || name.startsWith("java.") || name.equals("org.slf4j"));
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class")))
                    .allMatch(name -> name.startsWith("io/auditdb/plugin/embeddedpostgres/"));
        }
    }

    @Test
    void runsOnAPlainClassPath() throws Exception {
        URL[] urls = {JAR.toUri().toURL(), place(Plugin.class), place(org.slf4j.Logger.class)};
        try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> plugin = loader.loadClass(Plugin.class.getName());
            List<?> found = ServiceLoader.load(plugin, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
            assertThat(found).hasSize(1);
            unpacks(found.get(0).getClass().getClassLoader());
        }
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void runsAsABundle() throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        directory.resolve("felix").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "io.auditdb.api.error;version=1.0.0,io.auditdb.api.operations;version=1.0.0,"
                                + "io.auditdb.api.plugin;version=1.0.0,io.auditdb.api.storage;version=1.0.0,"
                                + "org.slf4j;version=2.0.17"));
        framework.start();
        try {
            Bundle bundle =
                    framework.getBundleContext().installBundle(JAR.toUri().toString());
            bundle.start();
            assertThat(bundle.getSymbolicName()).isEqualTo("embedded-postgres");
            unpacks(bundle.adapt(BundleWiring.class).getClassLoader());
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    /** Unpacking is what needs the libraries inside. */
    private void unpacks(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> type = loader.loadClass(BinaryArchive.class.getName());
        var bundled = type.getDeclaredMethod("bundled");
        bundled.setAccessible(true);
        var unpack = type.getDeclaredMethod("unpack", Path.class);
        unpack.setAccessible(true);
        Path programs = (Path) unpack.invoke(bundled.invoke(null), directory.resolve("binaries"));
        assertThat(programs.resolve("bin/postgres")).isExecutable();
    }
}

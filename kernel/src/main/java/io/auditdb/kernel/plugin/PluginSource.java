package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.Plugin;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Where plugins come from. */
public abstract sealed class PluginSource implements AutoCloseable permits BundleSource, ClassPathSource {
    PluginSource() {}

    /**
     * Plugins as OSGi bundles, one per jar, each with a class loader of its own.
     *
     * @param distribution the directory of the plugins that came with the platform
     * @param var the directory for state: installed plugins are in {@code plugins}, {@code run/felix} is emptied
     * @param settings may name a further directory, and limits the size of installed jars
     */
    public static PluginSource bundles(Path distribution, Path var, PluginHostSettings settings) {
        return new BundleSource(distribution, var, settings);
    }

    /** Plugins on a class or module path, found by {@link ServiceLoader}. */
    public static PluginSource classPath(ClassLoader loader) {
        return new ClassPathSource(loader);
    }

    /** What could be loaded, one per name; reads files only. */
    abstract List<Candidate> candidates();

    /** Makes an instance. */
    abstract LoadedPlugin load(Candidate candidate);

    /** Keeps the jar of an instance that another version replaced, to come back to. */
    abstract void keep(LoadedPlugin before);

    /** Drops what was kept of a plugin. */
    abstract void forget(String name);

    /** Returns what was kept, to be loaded. */
    abstract Candidate kept(Candidate before);

    /**
     * Puts the jar of a version that turned bad aside, so that the version before is what a restart would load; unless yet another
     * one has been installed.
     *
     * @return what undoes it
     */
    abstract Runnable bringBack(Candidate before, Candidate bad);

    /** Checks a copy of a jar. */
    abstract InstallableJar copy(Path jar);

    /** Deletes the installed jars of a plugin. */
    abstract void delete(String name);

    /** Stops everything behind the class loaders; plugins must be closed before. */
    @Override
    public abstract void close();

    static AuditDbException failed(Candidate candidate, String problem, Throwable cause) {
        return new AuditDbException(
                StandardErrorCode.PLUGIN_FAILED,
                "Plugin " + candidate.name() + " (" + candidate.origin() + ") " + problem,
                cause);
    }

    /** The one plugin that a loader provides. */
    static Plugin instance(Candidate candidate, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Iterator<Plugin> providers =
                    ServiceLoader.load(Plugin.class, loader).iterator();
            Plugin plugin = providers.next();
            if (providers.hasNext()) {
                throw failed(candidate, "names more than one class in META-INF/services", null);
            }
            return plugin;
        } catch (ServiceConfigurationError | LinkageError | NoSuchElementException e) {
            String cause = e.getCause() == null ? "" : ": " + e.getCause();
            throw failed(candidate, "cannot be loaded: " + e.getMessage() + cause, e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) { // of its constructor
            throw failed(candidate, "cannot be loaded: " + e, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

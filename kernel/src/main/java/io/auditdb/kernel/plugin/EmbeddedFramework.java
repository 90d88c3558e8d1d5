package io.auditdb.kernel.plugin;

import io.auditdb.kernel.plugin.jar.ExitGuard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.LoggerFactory;

/** Felix inside this process, started when the first bundle is loaded. Safe for use by many threads. */
final class EmbeddedFramework {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(EmbeddedFramework.class);
    private static final long STOP_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private final Path storage;
    private Framework framework;

    EmbeddedFramework(Path storage) {
        this.storage = storage;
    }

    synchronized BundleContext context() {
        if (framework == null) {
            framework = start();
        }
        return framework.getBundleContext();
    }

    private Framework start() {
        Framework started = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        storage.toString(),
                        Constants.FRAMEWORK_STORAGE_CLEAN,
                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        SystemPackages.header(),
                        Constants.FRAMEWORK_BSNVERSION,
                        Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                        // Stream handlers are one per JVM and belong to the application.
                        "felix.service.urlhandlers",
                        "false",
                        "felix.log.logger",
                        new FelixLog()));
        try {
            started.start();
        } catch (BundleException e) {
            throw new IllegalStateException("The plugin framework did not start in " + storage, e);
        }
        started.getBundleContext().registerService(WeavingHook.class, EmbeddedFramework::guard, null);
        return started;
    }

    /** A plugin is never trusted to end the process. */
    private static void guard(WovenClass woven) {
        try {
            ExitGuard.guard(woven.getBytes()).ifPresent(woven::setBytes);
        } catch (RuntimeException | Error e) { // such as a stack that has no room left
            // Of this exception the framework takes the class; of any other, the guard.
            throw new WeavingException(woven.getClassName() + " is not a class that can be read", e);
        }
    }

    void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("Bundle {} was not uninstalled", bundle.getLocation(), e);
        }
        FrameworkWiring wiring;
        synchronized (this) {
            wiring = framework == null ? null : framework.adapt(FrameworkWiring.class);
        }
        if (wiring != null) {
            wiring.refreshBundles(List.of(bundle));
        }
    }

    synchronized void close() {
        if (framework == null) {
            return;
        }
        try {
            framework.stop();
            framework.waitForStop(STOP_TIMEOUT_MILLIS);
        } catch (BundleException e) {
            LOG.warn("The plugin framework did not stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        framework = null;
    }

    /** Felix would write to standard output. */
    private static final class FelixLog extends Logger {
        @Override
        @SuppressWarnings("rawtypes") // as Felix declares it
        protected void doLog(Bundle bundle, ServiceReference service, int level, String message, Throwable throwable) {
            doLog(level, message, throwable);
        }

        @Override
        protected void doLog(int level, String message, Throwable throwable) {
            if (level == LOG_ERROR) {
                LOG.error(message, throwable);
            } else if (level == LOG_WARNING) {
                LOG.warn(message, throwable);
            } else {
                LOG.debug(message, throwable);
            }
        }
    }
}

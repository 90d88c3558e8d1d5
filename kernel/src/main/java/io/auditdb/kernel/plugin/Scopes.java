package io.auditdb.kernel.plugin;

/** Knows which plugins the current thread is inside of. Safe for use by many threads. */
final class Scopes {
    /** Plugins call each other, so they nest; {@code owner} is null for the host. */
    private record Scope(PluginInstance owner, ClassLoader callerLoader, Scope outer) {}

    @SuppressWarnings("ThreadLocalUsage") // one per host, of which a process may have several
    private final ThreadLocal<Scope> current = new ThreadLocal<>();

    void enter(PluginInstance owner, ClassLoader loader) {
        Thread thread = Thread.currentThread();
        current.set(new Scope(owner, thread.getContextClassLoader(), current.get()));
        thread.setContextClassLoader(loader);
    }

    void leave() {
        Scope scope = current.get();
        Thread.currentThread().setContextClassLoader(scope.callerLoader());
        if (scope.outer() == null) {
            current.remove(); // a value left behind in a pooled thread would keep the plugin's classes
        } else {
            current.set(scope.outer());
        }
    }

    boolean isInside(PluginInstance instance) {
        for (Scope scope = current.get(); scope != null; scope = scope.outer()) {
            if (scope.owner() == instance) {
                return true;
            }
        }
        return false;
    }
}

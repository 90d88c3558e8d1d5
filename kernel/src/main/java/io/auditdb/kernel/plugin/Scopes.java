package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.LinkedHashSet;

/** Knows which plugins the current thread is inside of. Safe for use by many threads. */
final class Scopes {
    /**
     * Plugins call each other, so they nest.
     *
     * @param owner null for the host
     * @param timed null where time has no limit
     * @param depth how many there are, this one included
     */
    private record Scope(PluginInstance owner, ClassLoader callerLoader, Scope outer, TimedCall timed, int depth) {}

    /** Nobody calls each other so often but who never ends. */
    private static final int DEEPEST = 64;

    /** What stays in a pooled thread is an empty array: it would keep the classes of anything else. */
    @SuppressWarnings("ThreadLocalUsage") // one per host, of which a process may have several
    private final ThreadLocal<Object[]> current = ThreadLocal.withInitial(() -> new Object[1]);

    void enter(PluginInstance owner, ClassLoader loader, TimedCall timed) {
        Object[] innermost = current.get();
        var outer = (Scope) innermost[0];
        int depth = outer == null ? 1 : outer.depth() + 1;
        if (depth > DEEPEST) {
            throw circle(outer);
        }
        if (outer != null && outer.timed() != null) {
            outer.timed().suspend();
        }
        Thread thread = Thread.currentThread();
        innermost[0] = new Scope(owner, thread.getContextClassLoader(), outer, timed, depth);
        thread.setContextClassLoader(loader);
    }

    private static AuditDbException circle(Scope innermost) {
        var names = new LinkedHashSet<String>();
        for (Scope scope = innermost; scope != null; scope = scope.outer()) {
            names.add(scope.owner() == null ? "the host" : scope.owner().name());
        }
        return new AuditDbException(
                StandardErrorCode.PLUGIN_FAILED, "Plugins call each other in a circle: " + String.join(", ", names));
    }

    void leave() {
        Object[] innermost = current.get();
        var scope = (Scope) innermost[0];
        Thread.currentThread().setContextClassLoader(scope.callerLoader());
        Scope outer = scope.outer();
        innermost[0] = outer;
        if (outer != null && outer.timed() != null) {
            outer.timed().resume();
        }
    }

    /** Whether the current thread is in a call of a plugin whose time is limited. */
    boolean isTimed() {
        var scope = (Scope) current.get()[0];
        return scope != null && scope.timed() != null;
    }

    boolean isInside(PluginInstance instance) {
        for (var scope = (Scope) current.get()[0]; scope != null; scope = scope.outer()) {
            if (scope.owner() == instance) {
                return true;
            }
        }
        return false;
    }
}

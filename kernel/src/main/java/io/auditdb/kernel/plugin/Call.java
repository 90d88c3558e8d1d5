package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call in flight, of a plugin or of the host itself. */
final class Call {
    private final Scopes scopes;
    private final PluginInstance owner;
    private final Object target;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** {@code owner} has been entered for this call; null for the host. */
    Call(Scopes scopes, PluginInstance owner, Object target) {
        this.scopes = scopes;
        this.owner = owner;
        this.target = target;
    }

    Object target() {
        return target;
    }

    boolean isOfPlugin() {
        return owner != null;
    }

    <T> T run(Callable<T> work) throws Exception {
        scopes.enter(owner, owner == null ? Call.class.getClassLoader() : owner.loader());
        try {
            return work.call();
        } finally {
            scopes.leave();
        }
    }

    /** A plugin that was built against something that is not there harms the call, not the thread. */
    AuditDbException broken(LinkageError e) {
        String who = owner == null ? "The host" : owner.toString();
        return new AuditDbException(StandardErrorCode.PLUGIN_FAILED, who + " cannot be linked: " + e, e);
    }

    /** Ends the call; a second time does nothing. */
    void end() {
        if (owner != null && ended.compareAndSet(false, true)) {
            owner.leave();
        }
    }
}

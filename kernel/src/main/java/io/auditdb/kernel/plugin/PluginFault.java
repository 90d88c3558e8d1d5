package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.lang.reflect.Method;
import java.util.Arrays;

/** Makes of what a plugin must not do to its caller something that its caller expects. */
final class PluginFault {
    private PluginFault() {}

    /** Returns what to throw instead of what was thrown. */
    static Throwable thrown(Bound bound, Method method, Throwable cause) {
        if (cause instanceof Error error) {
            return of(bound, name(method), error);
        }
        if (cause instanceof RuntimeException && !(cause instanceof AuditDbException) && bound.owner() != null) {
            bound.owner().countFault(); // it arrives as it is, but no plugin means it
        }
        boolean isExpected = cause instanceof RuntimeException
                || Arrays.stream(method.getExceptionTypes()).anyMatch(it -> it.isInstance(cause));
        return isExpected ? cause : fault(bound, name(method) + " threw " + cause, cause);
    }

    /** An error harms the call and not the thread, unless it is the virtual machine's own. */
    static AuditDbException of(Bound bound, String what, Error error) {
        if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
            throw error;
        }
        return error instanceof LinkageError
                ? fault(bound, "cannot be linked: " + error, error)
                : fault(bound, what + " threw " + error, error);
    }

    /** Nothing in the api returns null. */
    static AuditDbException nothing(Bound bound, Method method) {
        return fault(bound, name(method) + " returned null", null);
    }

    private static AuditDbException fault(Bound bound, String problem, Throwable cause) {
        PluginInstance owner = bound.owner();
        if (owner != null) {
            owner.countFault();
        }
        return new AuditDbException(
                StandardErrorCode.PLUGIN_FAILED, (owner == null ? "The host" : owner) + ": " + problem, cause);
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}

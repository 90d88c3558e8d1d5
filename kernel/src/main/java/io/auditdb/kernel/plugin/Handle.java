package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.TimeLimited;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Stands for a service or an extension while its providers come and go. */
final class Handle implements InvocationHandler {
    private final Object identity;
    private final Scopes scopes;
    private final Supplier<Bound> calls;
    private final boolean timeLimited;

    private Handle(Object identity, Scopes scopes, Supplier<Bound> calls, boolean timeLimited) {
        this.identity = identity;
        this.scopes = scopes;
        this.calls = calls;
        this.timeLimited = timeLimited;
    }

    /**
     * Makes a handle.
     *
     * @param identity what it stands for; handles of equal identity are equal
     * @param calls begins a call of whatever stands behind it now, or throws
     */
    static <S> S of(Class<S> type, Object identity, Scopes scopes, Supplier<Bound> calls) {
        var handle = new Handle(identity, scopes, calls, type.isAnnotationPresent(TimeLimited.class));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handle));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return objectMethod(method.getName(), arguments);
        }
        Bound bound = calls.get();
        boolean lazy = false;
        try {
            Object result = timeLimited && bound.owner() != null
                    ? inTime(bound, method, arguments)
                    : call(bound, null, method, arguments);
            if (result == null && bound.owner() != null && mustReturn(method)) {
                throw PluginFault.nothing(bound, method);
            }
            if (result instanceof Stream<?> stream && (bound.owner() != null || scopes.isTimed())) {
                Stream<?> elements = CallStream.of(scopes, bound, stream);
                lazy = true;
                return elements;
            }
            return result;
        } catch (InvocationTargetException e) {
            throw PluginFault.thrown(bound, method, e.getCause());
        } finally {
            if (!lazy) {
                bound.leave();
            }
        }
    }

    /** Nothing in the api returns null, but what hands through what a caller's own code returned. */
    private static boolean mustReturn(Method method) {
        return !method.getReturnType().isPrimitive() && method.getReturnType() != Object.class;
    }

    private Object call(Bound bound, TimedCall timed, Method method, Object[] arguments)
            throws InvocationTargetException, IllegalAccessException {
        scopes.enter(bound.owner(), bound.loader(), timed);
        try {
            return method.invoke(bound.target(), arguments);
        } finally {
            scopes.leave();
        }
    }

    private Object inTime(Bound bound, Method method, Object[] arguments)
            throws InvocationTargetException, IllegalAccessException {
        PluginInstance owner = bound.owner();
        TimedCall timed = owner.beginTimed(identity, method.getName());
        boolean ended = false;
        try {
            Object result = call(bound, timed, method, arguments);
            ended = true;
            owner.endTimed(timed);
            return result;
        } catch (InvocationTargetException | RuntimeException e) {
            ended = true;
            if (owner.endTimed(timed)) {
                throw timed.timeout(e instanceof InvocationTargetException ? e.getCause() : e);
            }
            throw e;
        } finally {
            if (!ended) { // an error of the virtual machine on the way
                owner.endTimed(timed);
            }
        }
    }

    private Object objectMethod(String name, Object[] arguments) {
        return switch (name) {
            case "equals" -> isEqual(arguments[0]);
            case "hashCode" -> identity.hashCode();
            default -> identity.toString();
        };
    }

    private boolean isEqual(Object other) {
        return other != null
                && Proxy.isProxyClass(other.getClass())
                && Proxy.getInvocationHandler(other) instanceof Handle handle
                && handle.identity.equals(identity);
    }
}

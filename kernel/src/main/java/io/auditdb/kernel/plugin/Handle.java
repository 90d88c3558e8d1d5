package io.auditdb.kernel.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Stands for a service or an extension while its providers come and go. */
final class Handle implements InvocationHandler {
    private final Object identity;
    private final Supplier<Call> calls;

    private Handle(Object identity, Supplier<Call> calls) {
        this.identity = identity;
        this.calls = calls;
    }

    /**
     * Makes a handle.
     *
     * @param identity what it stands for; handles of equal identity are equal
     * @param calls begins a call of whatever stands behind it now, or throws
     */
    static <S> S of(Class<S> type, Object identity, Supplier<Call> calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Handle(identity, calls)));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return objectMethod(method.getName(), arguments);
        }
        Call call = calls.get();
        boolean lazy = false;
        try {
            Object result = call.run(() -> method.invoke(call.target(), arguments));
            if (result instanceof Stream<?> stream && call.isOfPlugin()) {
                lazy = true;
                return CallStream.of(call, stream);
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof LinkageError error ? call.broken(error) : e.getCause();
        } finally {
            if (!lazy) {
                call.end();
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

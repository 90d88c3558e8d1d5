package io.auditdb.kernel.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that tells when it is given back, once. */
final class Lease implements InvocationHandler {
    private final Connection connection;
    private final Return giveBack;
    private final AtomicBoolean returned = new AtomicBoolean();

    private Lease(Connection connection, Return giveBack) {
        this.connection = connection;
        this.giveBack = giveBack;
    }

    /** What happens instead of closing. */
    interface Return {
        void run() throws SQLException;
    }

    static Connection of(Connection connection, Return giveBack) {
        return (Connection) Proxy.newProxyInstance(
                Lease.class.getClassLoader(), new Class<?>[] {Connection.class}, new Lease(connection, giveBack));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "close" -> {
                if (returned.compareAndSet(false, true)) {
                    giveBack.run();
                }
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> forward(method, arguments);
        };
    }

    private Object forward(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

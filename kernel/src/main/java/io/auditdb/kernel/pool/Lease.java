package io.auditdb.kernel.pool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection of a pool, until it is given back. */
public final class Lease implements AutoCloseable {
    private final Connection connection;
    private final Return giveBack;
    private final AtomicBoolean returned = new AtomicBoolean();

    Lease(Connection connection, Return giveBack) {
        this.connection = connection;
        this.giveBack = giveBack;
    }

    /** What happens instead of closing. */
    interface Return {
        void run() throws SQLException;
    }

    /** Returns the connection, which is not to be closed. */
    public Connection connection() {
        return connection;
    }

    /** Gives it back, once. */
    @Override
    public void close() throws SQLException {
        if (returned.compareAndSet(false, true)) {
            giveBack.run();
        }
    }

    /** Returns a connection for those who know nothing of leases: closing it gives it back. */
    Connection asConnection() {
        return (Connection) Proxy.newProxyInstance(
                Lease.class.getClassLoader(), new Class<?>[] {Connection.class}, new Closing(this));
    }

    private record Closing(Lease lease) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return switch (method.getName()) {
                case "close" -> {
                    lease.close();
                    yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> forward(method, arguments);
            };
        }

        private Object forward(Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(lease.connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}

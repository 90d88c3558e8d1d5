package io.auditdb.plugin.partitioning;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Connections as the scheduler wants them: from a source of which it uses one method. */
final class JobDatabase {
    private JobDatabase() {}

    static DataSource of(Supplier<Connection> connections) {
        return (DataSource) Proxy.newProxyInstance(
                JobDatabase.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && arguments == null) {
                        return connections.get();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}

package io.auditdb.kernel.store;

import java.io.InputStream;
import java.sql.Connection;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.ibatis.builder.xml.XMLMapperBuilder;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;

/**
 * The statements of {@link EventMapper}, parsed once, by whoever asks first: in a fresh virtual machine that takes a quarter of
 * a second, so it can be begun before it is needed. Safe for use by many threads.
 */
public final class EventMappings {
    private static final String RESOURCE = "io/auditdb/kernel/store/EventMapper.xml";

    private final FutureTask<SqlSessionFactory> parsing = new FutureTask<>(EventMappings::parse);

    private static SqlSessionFactory parse() {
        var configuration = new Configuration();
        configuration.setMapUnderscoreToCamelCase(true);
        configuration.setArgNameBasedConstructorAutoMapping(true);
        configuration.setLocalCacheScope(LocalCacheScope.STATEMENT);
        configuration.getTypeHandlerRegistry().register(UUID.class, new UuidTypeHandler());
        InputStream xml = EventMappings.class.getClassLoader().getResourceAsStream(RESOURCE);
        new XMLMapperBuilder(xml, configuration, RESOURCE, configuration.getSqlFragments()).parse();
        return new SqlSessionFactoryBuilder().build(configuration);
    }

    /** Parses them now; does nothing when somebody else does, or did. */
    public void prepare() {
        parsing.run();
    }

    /** Returns a session on a connection; closing it closes the connection, and nothing else needs it closed. */
    SqlSession open(Connection connection) {
        parsing.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return parsing.get().openSession(connection);
                } catch (InterruptedException e) {
                    interrupted = true; // whoever parses is not disturbed, and is done in a moment
                } catch (ExecutionException | CancellationException e) {
                    throw new IllegalStateException("The statements cannot be parsed", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

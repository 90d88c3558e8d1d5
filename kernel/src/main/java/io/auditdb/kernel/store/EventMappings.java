package io.auditdb.kernel.store;

import java.io.InputStream;
import java.sql.Connection;
import java.util.UUID;
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

    private volatile SqlSessionFactory factory;

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

    /** Parses them now, or waits for whoever does. */
    public void prepare() {
        parsed();
    }

    /** Returns a session on a connection; closing it closes the connection, and nothing else needs it closed. */
    SqlSession open(Connection connection) {
        return parsed().openSession(connection);
    }

    private SqlSessionFactory parsed() {
        SqlSessionFactory now = factory;
        return now == null ? parsedOnce() : now;
    }

    private synchronized SqlSessionFactory parsedOnce() {
        if (factory == null) {
            factory = parse();
        }
        return factory;
    }
}

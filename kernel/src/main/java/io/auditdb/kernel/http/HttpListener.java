package io.auditdb.kernel.http;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.security.Access;
import io.auditdb.kernel.errors.CallContexts;
import io.auditdb.kernel.resilience.FailureJournal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of the HTTP interface. It owns the connection, limits, authentication, rights and error documents; what
 * there is to ask for comes from routes, which may change while it runs. Safe for use by many threads.
 */
public final class HttpListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    /** Enough for acceptor, selectors and what Jetty runs by itself, beside virtual threads that serve requests. */
    private static final int OWN_THREADS = 16;

    /** How long a connection without a request may hold up a stop; requests in flight have their own time. */
    private static final long SHUTDOWN_IDLE_MILLIS = 250;

    private final HttpSettings settings;
    private final Supplier<? extends Collection<HttpRoute>> routes;
    private final RequestDispatcher dispatcher;
    private final Server server;
    private final ServerConnector connector;
    private volatile URI uri;

    /**
     * Prepares a listener; {@link #start} opens it.
     *
     * @param settings its limits
     * @param routes returns all routes there are; asked on start and on each {@link #refresh}
     * @param authenticator returns what the bearer of a token may do; empty when the token is not valid. What it throws
     *     is answered as what a handler throws
     * @param json writes the problem documents
     * @param contexts name requests in log lines
     * @param journal keeps what fails
     */
    public HttpListener(
            HttpSettings settings,
            Supplier<? extends Collection<HttpRoute>> routes,
            Function<String, Optional<Access>> authenticator,
            Json json,
            CallContexts contexts,
            FailureJournal journal,
            Metrics metrics) {
        this.settings = requireNonNull(settings, "settings is null");
        this.routes = requireNonNull(routes, "routes is null");
        this.dispatcher = new RequestDispatcher(settings, authenticator, json, contexts, journal, metrics);
        this.server = new Server(threads());
        this.connector = connector();
        server.addConnector(connector);
        server.addBean(connectionLimit());
        server.setHandler(new GracefulHandler(dispatcher));
        server.setErrorHandler(new ProblemWriter(settings, json));
        server.setStopTimeout(settings.shutdownTimeout().toMillis());
    }

    /**
     * Opens the socket and serves. Returns once requests are answered.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when the address cannot be listened on
     */
    public void start() {
        refresh();
        try {
            server.start();
        } catch (Exception e) {
            stop();
            throw cannotListen(e);
        }
        String host = settings.host().indexOf(':') >= 0 ? "[" + settings.host() + "]" : settings.host();
        uri = URI.create("http://" + host + ":" + connector.getLocalPort());
        if (!listensOnLoopback()) {
            log.warn("The HTTP interface at {} can be reached from other machines and is not encrypted", uri());
        }
    }

    /** Takes in the routes as they are now. Requests in flight finish on the routes they began with. */
    public void refresh() {
        dispatcher.use(new RouteTable(List.copyOf(routes.get())));
    }

    /** Returns where the listener is, with the port it really took, without a slash at the end; after {@link #start}. */
    public URI uri() {
        return requireNonNull(uri, "the listener has not been started");
    }

    /** Accepts no more, lets requests in flight finish within {@code http.shutdown-timeout}, and closes the socket. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            log.warn("Requests still ran after {}; they were cut off", settings.shutdownTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("The HTTP interface did not stop cleanly", e);
        }
    }

    private QueuedThreadPool threads() {
        boolean virtual = VirtualThreads.areSupported();
        var threads = new QueuedThreadPool(virtual ? OWN_THREADS : settings.maxThreads(), Math.min(4, OWN_THREADS));
        threads.setName("http");
        if (virtual) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-request-"));
        }
        return threads;
    }

    private NetworkConnectionLimit connectionLimit() {
        var limit = new NetworkConnectionLimit(settings.maxConnections(), server);
        limit.setEndPointIdleTimeout(settings.crowdedIdleTimeout().toMillis());
        return limit;
    }

    private ServerConnector connector() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(settings.maxHeader().toInt());
        var made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        made.setHost(settings.host());
        made.setPort(settings.port());
        made.setIdleTimeout(settings.idleTimeout().toMillis());
        made.setAcceptQueueSize(settings.acceptQueue());
        made.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
        return made;
    }

    private AuditDbException cannotListen(Exception cause) {
        String problem = "Cannot listen on " + settings.host() + " port " + settings.port()
                + " (http.host, http.port): is another program listening there? Port 0 takes a free one";
        return new AuditDbException(StandardErrorCode.INVALID_CONFIG, problem, cause);
    }

    private boolean listensOnLoopback() {
        try {
            return InetAddress.getByName(settings.host()).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}

package io.auditdb.testing;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One server of a {@link TestingCluster}, and what can happen to it. For one thread, unless said otherwise. */
public final class ClusterNode implements AutoCloseable {
    private final String name;
    private final int port;
    private final DatabaseAddress direct;
    private final ServerProcess server;
    private final TcpRelay clients;
    /** To the one that it follows while it is a standby. */
    private final TcpRelay upstream;

    private ClusterNode(
            String name, int port, DatabaseAddress direct, ServerProcess server, TcpRelay clients, TcpRelay upstream) {
        this.name = name;
        this.port = port;
        this.direct = direct;
        this.server = server;
        this.clients = clients;
        this.upstream = upstream;
    }

    static ClusterNode primary(EmbeddedServer.Prepared prepared, int port, Map<String, String> parameters) {
        return of("primary", prepared, prepared.data(), port, port, parameters);
    }

    static ClusterNode standby(
            String name,
            EmbeddedServer.Prepared prepared,
            ClusterNode primary,
            int port,
            Map<String, String> parameters) {
        return of(name, prepared, prepared.data().resolveSibling(name), port, primary.port, parameters);
    }

    /** Each is made to follow another, which only a standby does. */
    private static ClusterNode of(
            String name,
            EmbeddedServer.Prepared prepared,
            Path data,
            int port,
            int upstreamPort,
            Map<String, String> parameters) {
        var upstream = new TcpRelay(upstreamPort);
        DatabaseAddress direct = at(prepared.address(), port);
        var all = new HashMap<>(parameters);
        all.put("port", Integer.toString(port));
        all.put(
                "primary_conninfo",
                "host=127.0.0.1 port=" + upstream.port() + " user=" + direct.user() + " password=" + direct.password()
                        + " application_name=" + name);
        all.put("wal_retrieve_retry_interval", "100ms");
        all.put("hot_standby", "on");
        var server = new ServerProcess(prepared.programs(), data, all);
        return new ClusterNode(name, port, direct, server, new TcpRelay(port), upstream);
    }

    private static DatabaseAddress at(DatabaseAddress address, int port) {
        return new DatabaseAddress(
                "127.0.0.1", port, address.database(), address.user(), address.password(), address.parameters());
    }

    /** Returns its name: {@code primary}, {@code standby1} or {@code standby2}. */
    public String name() {
        return name;
    }

    /** Returns the superuser's address as clients have it: with the relay in between that {@link #cutOff} cuts. */
    public DatabaseAddress address() {
        return at(direct, clients.port());
    }

    /** Returns the superuser's address past the relay, for measurements that it would be a part of. */
    public DatabaseAddress directAddress() {
        return direct;
    }

    /** Starts it, and waits until it takes connections. */
    public void start() {
        server.start();
    }

    /** Stops it in an orderly way. */
    public void stop() {
        server.stop("INT");
    }

    /** Ends all of its processes at once, as a loss of power would. */
    public void kill() {
        server.stop("KILL");
    }

    /** Stops all of its processes where they are; connections stay, and nothing answers. */
    public void pause() {
        server.signal("STOP");
    }

    /** Lets its processes go on. */
    public void resume() {
        server.signal("CONT");
    }

    /** Ends the connections of clients, and lets no new ones in. */
    public void cutOff() {
        clients.cut();
    }

    /** Cuts a standby off from the primary; clients still reach it. */
    public void cutFromPrimary() {
        upstream.cut();
    }

    /** Takes back what {@link #cutOff} and {@link #cutFromPrimary} did. */
    public void restore() {
        clients.restore();
        upstream.restore();
    }

    /** Lets a standby show commits only this long after they were made; zero takes it back. */
    public void delay(Duration delay) {
        execute("ALTER SYSTEM SET recovery_min_apply_delay = " + delay.toMillis(), "SELECT pg_reload_conf()");
    }

    /** Lets a standby receive changes without applying them. */
    public void pauseReplay() {
        execute("SELECT pg_wal_replay_pause()");
    }

    /** Lets it apply them again. */
    public void resumeReplay() {
        execute("SELECT pg_wal_replay_resume()");
    }

    /** Makes a standby a primary, and waits until it is one. */
    public void promote() {
        execute("SELECT pg_promote(true, 60)");
    }

    /** Lets a standby follow another primary than before. */
    public void follow(ClusterNode other) {
        upstream.turnTo(other.port);
    }

    /** Makes a standby of another server of whatever it was: a copy, which replaces its data. */
    public void rejoin(ClusterNode other) {
        kill();
        copyOf(other);
        follow(other);
        restore();
        start();
    }

    /** Returns what a query gives, as text, asked past the relay; safe for use by many threads. */
    public List<String> query(String sql, String... parameters) {
        try (var session = Session.open(direct)) {
            return session.query(sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(name + " does not answer", e);
        }
    }

    /** As {@link #query}, in another database of the server. */
    public List<String> queryIn(String database, String sql, String... parameters) {
        DatabaseAddress there = new DatabaseAddress(
                direct.host(), direct.port(), database, direct.user(), direct.password(), direct.parameters());
        try (var session = Session.open(there)) {
            return session.query(sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(name + " does not answer", e);
        }
    }

    private void execute(String... statements) {
        try (var session = Session.open(direct)) {
            for (String statement : statements) {
                session.execute(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(name + " does not answer", e);
        }
    }

    /** Makes its data anew, as a copy of another server's. */
    void copyOf(ClusterNode other) {
        try {
            BaseBackup.take(other.direct, other.server.data(), server.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot copy " + other.name, e);
        }
    }

    /** Stops it at once; a paused one too. */
    @Override
    public void close() {
        server.signal("CONT");
        server.stop("QUIT");
        clients.close();
        upstream.close();
    }
}

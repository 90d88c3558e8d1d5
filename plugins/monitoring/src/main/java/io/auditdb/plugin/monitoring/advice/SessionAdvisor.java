package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sessions that keep others waiting, or keep what has died from being cleaned up. */
final class SessionAdvisor implements Advisor {
    private final Databases databases;
    private final AdviceSettings settings;

    SessionAdvisor(Databases databases, AdviceSettings settings) {
        this.databases = databases;
        this.settings = settings;
    }

    private record Session(
            int pid,
            String role,
            String application,
            String state,
            double transaction,
            double inState,
            double waited,
            List<Integer> blockers) {
        static Session of(ResultSet row) throws SQLException {
            return new Session(
                    row.getInt("pid"),
                    row.getString("role"),
                    row.getString("application"),
                    row.getString("state"),
                    row.getDouble("transaction_seconds"),
                    row.getDouble("state_seconds"),
                    row.getDouble("waited_seconds"),
                    List.of((Integer[]) row.getArray("blocked_by").getArray()));
        }

        boolean isIdle() {
            return state != null && state.startsWith("idle in transaction");
        }

        @Override
        public String toString() {
            return "session " + pid + " of " + role + (application.isEmpty() ? "" : " (" + application + ")") + ", "
                    + state + ", in a transaction for " + Math.round(transaction) + " s";
        }
    }

    /** Whom one session keeps waiting. */
    private record Waiting(int sessions, double longest) {
        Waiting plus(Waiting other) {
            return new Waiting(sessions + other.sessions, Math.max(longest, other.longest));
        }
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public AdviceReport advise() {
        List<Session> sessions = databases.read(
                connection -> new Query("SELECT * FROM waiting_sessions()").rows(connection, Session::of));
        Map<Integer, Session> byPid = new HashMap<>();
        sessions.forEach(it -> byPid.put(it.pid(), it));
        var waiting = new TreeMap<Integer, Waiting>();
        sessions.stream()
                .filter(it -> it.waited() > 0 && isLonger(it.waited(), settings.lockWait()))
                .forEach(it ->
                        it.blockers().forEach(pid -> waiting.merge(pid, new Waiting(1, it.waited()), Waiting::plus)));
        var advice = new ArrayList<Advice>();
        waiting.forEach((pid, others) -> {
            Session session = byPid.get(pid);
            if (session == null || session.blockers().isEmpty()) { // one that waits itself is not the one to end
                advice.add(blocker(pid, session, others));
            }
        });
        sessions.stream()
                .filter(it -> it.isIdle() && isLonger(it.inState(), settings.idleInTransaction()))
                .map(SessionAdvisor::idle)
                .forEach(advice::add);
        return new AdviceReport(advice, List.of());
    }

    private static boolean isLonger(double seconds, Duration limit) {
        return seconds * 1000 >= limit.toMillis();
    }

    private static Advice blocker(int pid, Session session, Waiting others) {
        return new Advice(
                "session-blocks",
                pid == 0 ? "a prepared transaction" : "session " + pid,
                pid == 0 ? "commit or roll it back: pg_prepared_xacts names it" : "let it finish, or end it",
                others.sessions() + " wait for a lock that it has, the longest for " + Math.round(others.longest())
                        + " s; " + (session == null ? "it is a prepared transaction, or of another database" : session),
                pid == 0 ? List.of() : List.of("SELECT pg_terminate_backend(" + pid + ")"));
    }

    private static Advice idle(Session session) {
        return new Advice(
                "session-idle",
                "session " + session.pid(),
                "end it, and let its application commit or roll back: what dies meanwhile cannot be cleaned up",
                session + ", idle for " + Math.round(session.inState()) + " s of it",
                List.of("SELECT pg_terminate_backend(" + session.pid() + ")"));
    }
}

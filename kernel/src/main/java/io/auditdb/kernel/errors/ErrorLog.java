package io.auditdb.kernel.errors;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import io.auditdb.api.operations.ErrorReports;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.api.storage.ErrorRecovery.Action;
import io.auditdb.api.storage.ErrorRecovery.Category;
import io.auditdb.kernel.resilience.FailureJournal;
import io.auditdb.kernel.security.AccessGuard;
import io.auditdb.kernel.store.SqlErrors;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failures by what they have in common, and raises the alarm for those that cannot wait. A failure that is told of
 * several times on its way counts once. Safe for use by many threads.
 */
public final class ErrorLog implements FailureJournal, ErrorReports {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);
    /** Failures on their way to whoever tells of them last. */
    private static final int MAX_UNDER_WAY = 64;

    private static final int MAX_MESSAGE = 300;

    private final ErrorSettings settings;
    private final Clock clock;
    private final Instant since;
    private final SqlErrors errors = new SqlErrors();
    private final AccessGuard guard = new AccessGuard();
    private final Map<String, Group> groups = new LinkedHashMap<>(16, 0.75f, true);
    private final Deque<WeakReference<Throwable>> underWay = new ArrayDeque<>();
    private final Map<Category, Long> counts = new EnumMap<>(Category.class);
    private long forgotten;

    /** Keeps as much as the settings say. */
    public ErrorLog(ErrorSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.since = clock.instant();
    }

    @Override
    public String failed(Throwable failure) {
        return failed(failure, errors.classify(failure));
    }

    @Override
    public String failed(Throwable failure, Category category) {
        Optional<String> state = errors.sqlState(failure);
        boolean known = failure instanceof AuditDbException;
        AuditDbException handled = errors.handle(failure);
        String code = handled.code().name();
        String words = known || state.isPresent() ? cut(handled.getMessage()) : "";
        Fingerprint fingerprint = Fingerprint.of(failure, code, state);
        if (add(failure, fingerprint, category, words) && category.action() == Action.ALERT) {
            LOG.error("{} {} ({})", category, code, words);
        }
        return category.name().toLowerCase(Locale.ROOT) + " failure"
                + state.map(it -> ", SQLSTATE " + it)
                        .orElse(" " + Fingerprint.root(failure).getClass().getSimpleName());
    }

    private static String cut(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
    }

    private synchronized boolean add(Throwable failure, Fingerprint fingerprint, Category category, String words) {
        if (!isNew(Fingerprint.root(failure))) {
            return false;
        }
        Instant now = clock.instant();
        String name = fingerprint.text();
        Group group = groups.get(name);
        if (group == null) {
            makeRoom();
            group = new Group(fingerprint, name, category, now);
            groups.put(name, group);
        }
        group.add(now, words, CallContext.current());
        counts.merge(category, 1L, Long::sum);
        return true;
    }

    private boolean isNew(Throwable root) {
        for (WeakReference<Throwable> told : underWay) {
            if (told.refersTo(root)) {
                return false;
            }
        }
        underWay.addFirst(new WeakReference<>(root));
        if (underWay.size() > MAX_UNDER_WAY) {
            underWay.removeLast();
        }
        return true;
    }

    private void makeRoom() {
        if (groups.size() == settings.maxGroups()) {
            groups.remove(groups.keySet().iterator().next());
            forgotten++;
        }
    }

    /** Returns how often something failed since the start, by category, those that are forgotten among them. */
    public synchronized Map<Category, Long> counts() {
        var all = new EnumMap<Category, Long>(Category.class);
        for (Category category : Category.values()) {
            all.put(category, counts.getOrDefault(category, 0L));
        }
        return all;
    }

    @Override
    public ErrorReport report(Access by) {
        guard.require(by, Right.OPERATE);
        Instant now = clock.instant();
        synchronized (this) {
            List<ErrorGroup> all = new ArrayList<>();
            groups.values().forEach(group -> all.add(group.report(now)));
            Collections.reverse(all);
            return new ErrorReport(since, forgotten, all);
        }
    }

    @Override
    public ErrorGroup find(Access by, String fingerprint) {
        return report(by).groups().stream()
                .filter(group -> group.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.NOT_FOUND,
                        "There were no such errors since the platform started, or they are forgotten"));
    }
}

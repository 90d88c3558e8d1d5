package io.auditdb.kernel.config;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.api.plugin.Setting;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Settings of one component that can be changed while they are in force. A change is judged as the configuration is, by
 * the same record. Safe for use by many threads.
 *
 * @param <R> what they are
 */
public final class LiveSettings<R extends Record> {
    private static final String SOURCE = "asked for";

    private final String component;
    private final String section;
    private final R configured;
    private final Map<String, RecordComponent> members = new LinkedHashMap<>();
    private final Set<String> fixed;
    private final Consumer<R> change;
    private R current;

    /**
     * Begins with what is configured.
     *
     * @param component whose they are
     * @param section where they are configured
     * @param fixed the names of those that only a start changes
     * @param change takes new ones; called by one thread at a time
     */
    public LiveSettings(String component, String section, R configured, Set<String> fixed, Consumer<R> change) {
        this.component = component;
        this.section = section;
        this.configured = configured;
        this.current = configured;
        this.fixed = Set.copyOf(fixed);
        this.change = change;
        for (RecordComponent member : configured.getClass().getRecordComponents()) {
            members.put(Schema.kebabCase(member.getName()), member);
        }
    }

    /** Returns whose they are. */
    public String component() {
        return component;
    }

    /** Whether it was begun with exactly these: some have parts of them from elsewhere. */
    public boolean isConfiguredAs(Record settings) {
        return configured.equals(settings);
    }

    /** Whether this one, by its key, may be changed. */
    public boolean isChangeable(String name) {
        return names().contains(name);
    }

    /** Returns those that may be changed, as they are now. */
    public synchronized ComponentLimits report() {
        Map<String, String> now = texts(current);
        Map<String, String> before = texts(configured);
        List<Limit> limits = names().stream()
                .map(name -> new Limit(name, now.get(name), before.get(name), description(name)))
                .toList();
        return new ComponentLimits(component, section, limits);
    }

    /**
     * Puts some into force; the others stay as they are.
     *
     * @return how they were before
     * @throws AuditDbException {@code INVALID_REQUEST} with everything that is wrong; then nothing has changed
     */
    public synchronized ComponentLimits change(Map<String, String> values) {
        ComponentLimits before = report();
        var faults = new ArrayList<Fault>();
        Map<String, String> texts = texts(current);
        new TreeMap<>(values).forEach((name, text) -> {
            if (names().contains(name)) {
                texts.put(name, text);
            } else {
                faults.add(new Fault(name, "cannot be changed while the platform runs; what can: " + names()));
            }
        });
        R next = bound(texts, faults);
        if (!faults.isEmpty()) {
            throw new AuditDbException(StandardErrorCode.INVALID_REQUEST, "The limits cannot be changed", faults);
        }
        change.accept(next);
        current = next;
        return before;
    }

    @SuppressWarnings("unchecked") // records are final, so this is the class of R
    private R bound(Map<String, String> texts, List<Fault> faults) {
        var explicit = new LinkedHashMap<String, Value>();
        texts.forEach((name, text) -> explicit.put(name, new Value(text, SOURCE)));
        var layers = new Layers(explicit, new Environment(Map.of()), Map.of(), Map.of());
        return (R) new Binder(layers, faults).bind("", configured.getClass());
    }

    private List<String> names() {
        return members.keySet().stream().filter(name -> !fixed.contains(name)).toList();
    }

    private String description(String name) {
        return members.get(name).getAnnotation(Setting.class).value();
    }

    private Map<String, String> texts(R settings) {
        var texts = new LinkedHashMap<String, String>();
        members.forEach((name, member) -> texts.put(name, Converter.text(value(member, settings))));
        return texts;
    }

    static Object value(RecordComponent member, Record settings) {
        try {
            member.getAccessor().setAccessible(true);
            return member.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(member + " cannot be read", e);
        }
    }
}

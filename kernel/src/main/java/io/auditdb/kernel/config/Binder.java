package io.auditdb.kernel.config;

import io.auditdb.api.error.Fault;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes records out of configured values, and collects what is wrong with them. */
final class Binder {
    private final Layers layers;
    private final List<Fault> faults;

    Binder(Layers layers, List<Fault> faults) {
        this.layers = layers;
        this.faults = faults;
    }

    /** The record, or null when there were faults. */
    <R extends Record> R bind(String prefix, Class<R> type) {
        return bind(prefix, type, Map.of());
    }

    private <R extends Record> R bind(String prefix, Class<R> type, Map<String, String> defaults) {
        int faultsBefore = faults.size();
        Object[] arguments = Arrays.stream(type.getRecordComponents())
                .map(component -> value(prefix, component, defaults))
                .toArray();
        return faults.size() > faultsBefore ? null : construct(prefix, type, arguments);
    }

    private Object value(String prefix, RecordComponent component, Map<String, String> defaults) {
        String key = Schema.below(prefix, Schema.kebabCase(component.getName()));
        Class<?> type = component.getType();
        return type.isRecord() && !Converter.isScalar(type)
                ? bind(key, type.asSubclass(Record.class), SettingKey.defaults(component))
                : setting(SettingKey.of(key, component, defaults));
    }

    private Object setting(SettingKey key) {
        if (key.holdsNames()) {
            Map<String, String> named = layers.named(key.name());
            if (!named.isEmpty()) {
                return named;
            }
        }
        Optional<Value> written = layers.find(key.name());
        return written.isPresent() ? convert(key, written.get()) : fallback(key);
    }

    private Object fallback(SettingKey key) {
        if (key.defaultText() != null) {
            return Converter.convert(key.type(), key.defaultText());
        }
        Object absent = Converter.whenAbsent(key.type());
        if (absent == null) {
            faults.add(new Fault(
                    key.name(),
                    "required (" + key.description() + "); set it in the configuration file or as "
                            + Environment.nameOf(key.name())));
        }
        return absent;
    }

    private Object convert(SettingKey key, Value value) {
        if (value.isBlank()) {
            return key.holdsNames() && value.raw() != null ? Map.of() : blank(key, value);
        }
        try {
            return Converter.convert(key.type(), value.raw());
        } catch (IllegalArgumentException e) {
            String got = key.secret() || !value.isText() ? "" : ", got \"" + value.raw() + "\"";
            faults.add(new Fault(key.name(), e.getMessage() + got + from(value)));
            return null;
        }
    }

    private Object blank(SettingKey key, Value value) {
        faults.add(new Fault(
                key.name(), "expected " + Converter.describe(key.type()) + ", got " + value.kind() + from(value)));
        return null;
    }

    private static String from(Value value) {
        return " (" + value.source() + ")";
    }

    private <R extends Record> R construct(String prefix, Class<R> type, Object[] arguments) {
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException invalid) {
                faults.add(fault(prefix, type, String.valueOf(invalid.getMessage())));
                return null;
            }
            throw new IllegalStateException(type.getName() + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be made", e);
        }
    }

    /** A record's own check names the component first when one is to blame: {@code max must not be below min}. */
    private Fault fault(String prefix, Class<?> type, String message) {
        for (RecordComponent component : type.getRecordComponents()) {
            String kebab = Schema.kebabCase(component.getName());
            for (String name : List.of(component.getName(), kebab)) {
                if (message.startsWith(name + " ")) {
                    String key = Schema.below(prefix, kebab);
                    String from = layers.find(key).map(Binder::from).orElse(" (default)");
                    return new Fault(key, message.substring(name.length() + 1) + from);
                }
            }
        }
        return new Fault(prefix, message);
    }
}

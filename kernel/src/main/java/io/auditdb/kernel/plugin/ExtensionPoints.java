package io.auditdb.kernel.plugin;

import io.auditdb.api.plugin.Plugin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The extension points: the methods of {@link Plugin} that return a list of some type of the api. */
final class ExtensionPoints {
    private static final String API = "io.auditdb.api.";

    private ExtensionPoints() {}

    /** Whether handles stand in for this type, so that its calls are counted. */
    static boolean isService(Class<?> type) {
        return type.isInterface() && type.getName().startsWith(API);
    }

    /** Asks a started plugin for everything it adds. */
    static List<Extension> collect(String name, Plugin plugin) throws Exception {
        var extensions = new ArrayList<Extension>();
        for (Method method : points()) {
            Class<?> type = type(method);
            Map<String, Integer> taken = new HashMap<>();
            for (Object value : (List<?>) invoke(method, plugin)) {
                if (!type.isInstance(value)) {
                    throw new IllegalStateException(
                            method.getName() + "() holds something that is no " + type.getSimpleName());
                }
                String id = id(type, value);
                int repeated = taken.merge(id, 1, Integer::sum);
                String unique = repeated == 1 ? id : id + " " + repeated;
                extensions.add(new Extension(new ExtensionKey(name, type, unique, ""), value));
            }
        }
        return List.copyOf(extensions);
    }

    private static List<Method> points() {
        return Arrays.stream(Plugin.class.getMethods())
                .filter(method -> method.getReturnType() == List.class && method.getParameterCount() == 0)
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Class<?> type(Method method) {
        Class<?> type = (Class<?>) ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
        if (!isService(type) && !type.isRecord()) {
            throw new IllegalStateException(type + " is neither an interface of the api nor a record");
        }
        return type;
    }

    private static Object invoke(Method method, Plugin plugin) throws Exception {
        try {
            Object list = method.invoke(plugin);
            if (list == null) {
                throw new IllegalStateException(method.getName() + "() returned null");
            }
            return list;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static String id(Class<?> type, Object value) throws ReflectiveOperationException {
        if (!type.isRecord()) {
            // The name of a lambda's class is another one each time.
            return value.getClass().isHidden() ? "" : value.getClass().getName();
        }
        var data = new ArrayList<String>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!isService(component.getType())) {
                data.add(String.valueOf(component.getAccessor().invoke(value)));
            }
        }
        return data.stream().collect(Collectors.joining(" "));
    }
}

package io.auditdb.kernel.config;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is configured, from four places: a preset, the YAML file, environment variables, and what the application sets
 * itself; each overrides the one before. Immutable.
 *
 * <p>Keys are dotted, in kebab case. A record type says which keys exist and of what type they are, see {@link
 * io.auditdb.api.plugin.Setting}: a setting is required when it has no default and is neither a list, a map nor an {@link
 * Optional}. A check in a record's compact constructor throws {@link IllegalArgumentException}; when its message starts
 * with the name of a component, that key is named, otherwise the section.
 *
 * <p>{@code preset} and {@code plugins} are keys of their own: the settings of a plugin are below {@code
 * plugins.<name>}, and a plugin is enabled when it is named there, unless {@code plugins.<name>.enabled} is false.
 */
public final class Configuration {
    private final Path file;
    private final Map<String, String> variables;
    private final Layers layers;
    private final PluginSections plugins;
    private final List<Fault> faults = new ArrayList<>();

    private Configuration(Path file, Map<String, String> variables, Map<String, Value> explicit) {
        this(file, file == null ? YamlDocument.parse("", "") : YamlDocument.read(file), variables, explicit);
    }

    private Configuration(
            Path file, YamlDocument document, Map<String, String> variables, Map<String, Value> explicit) {
        this.file = file;
        this.variables = Map.copyOf(variables);
        this.faults.addAll(document.faults());
        var withoutPreset =
                new Layers(new LinkedHashMap<>(explicit), new Environment(variables), document.values(), Map.of());
        this.layers = withoutPreset.withPreset(Preset.chosenBy(withoutPreset, faults));
        this.plugins = new PluginSections(layers);
    }

    /**
     * Reads the configuration. What is wrong with single keys is not reported here but by {@link #validate}, together
     * with everything else.
     *
     * @param file the YAML file; null for none
     * @param environment the environment variables, of which those that start with {@code AUDIT_DB_} count
     * @throws AuditDbException {@code INVALID_CONFIG} when the file cannot be read or is not YAML
     */
    public static Configuration load(Path file, Map<String, String> environment) {
        return new Configuration(file, environment, Map.of());
    }

    /** Starts a configuration in code; without a file, an environment or settings until they are given. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the file it was read from. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Returns this configuration with one more setting, which overrides all others of this key. */
    public Configuration with(String key, Object value) {
        var more = new LinkedHashMap<>(layers.explicit());
        Builder.put(more, key, value);
        return new Configuration(file, variables, more);
    }

    /**
     * Returns the same configuration with the file read again.
     *
     * @throws AuditDbException as {@link #load}
     */
    public Configuration reload() {
        return new Configuration(file, variables, layers.explicit());
    }

    /**
     * Returns the same configuration as it will be once the file says this.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when the text is not YAML
     * @throws IllegalStateException when there is no file
     */
    public Configuration withFile(String text) {
        Path it = file().orElseThrow(() -> new IllegalStateException("this configuration has no file"));
        return new Configuration(
                it, YamlDocument.parse(text, String.valueOf(it.getFileName())), variables, layers.explicit());
    }

    /**
     * Checks that what the file says of these keys counts.
     *
     * @throws AuditDbException {@code CONFLICT} naming each that an environment variable or the application overrides
     */
    public void requireFromFile(Set<String> keys) {
        var found = new ArrayList<Fault>();
        keys.forEach(key -> layers.overriding(key)
                .ifPresent(value -> found.add(new Fault(key, "is " + value.source() + ", which overrides the file"))));
        if (!found.isEmpty()) {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT, "What is set elsewhere cannot be set in the file", found);
        }
    }

    /** Returns the names of the enabled plugins, in the order of the file, then those only named elsewhere. */
    public List<String> enabledPlugins() {
        return plugins.enabled();
    }

    /**
     * Makes a record of the settings below a prefix.
     *
     * @param prefix the section, such as {@code http}; empty for the whole
     * @throws AuditDbException {@code INVALID_CONFIG} with every fault below the prefix
     */
    public <R extends Record> R bind(String prefix, Class<R> type) {
        var found = new ArrayList<Fault>();
        R bound = new Binder(layers, found).bind(prefix, type);
        if (!prefix.isEmpty()) {
            Schema schema = new Schema().add(prefix, type);
            if (prefix.startsWith(PluginSections.KEY + ".")) {
                schema.add(PluginSections.enabledKey(prefix.substring(PluginSections.KEY.length() + 1)));
            }
            var unknown = new UnknownKeys(schema, found);
            layers.written().forEach(values -> unknown.check(UnknownKeys.below(prefix, values)));
        }
        fail(found);
        return bound;
    }

    /**
     * Returns one setting of a record, or of a section of it, as the configuration file would say it.
     *
     * @throws IllegalArgumentException when there is none of this key
     */
    public static String text(Record settings, String key) {
        return Converter.text(value(settings, key));
    }

    /**
     * Returns one section of a record.
     *
     * @throws IllegalArgumentException when there is none of this key
     */
    public static Record section(Record settings, String key) {
        if (value(settings, key) instanceof Record section) {
            return section;
        }
        throw new IllegalArgumentException(key + " is no section");
    }

    private static Object value(Record settings, String key) {
        String[] names = key.split("\\.", 2);
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            if (Schema.kebabCase(component.getName()).equals(names[0])) {
                Object value = LiveSettings.value(component, settings);
                return names.length > 1 ? value((Record) value, names[1]) : value;
            }
        }
        throw new IllegalArgumentException("there is no setting " + key);
    }

    /** Returns the keys of the settings in which two records of one type differ, relative to them. */
    public static List<String> differences(Record one, Record other) {
        var keys = new ArrayList<String>();
        addDifferences("", one, other, keys);
        return List.copyOf(keys);
    }

    private static void addDifferences(String prefix, Record one, Record other, List<String> keys) {
        for (RecordComponent component : one.getClass().getRecordComponents()) {
            String key = prefix + Schema.kebabCase(component.getName());
            Object ofOne = LiveSettings.value(component, one);
            Object ofOther = LiveSettings.value(component, other);
            if (ofOne instanceof Record section
                    && ofOther instanceof Record same
                    && !Converter.isScalar(component.getType())) {
                addDifferences(key + ".", section, same, keys);
            } else if (!ofOne.equals(ofOther)) {
                keys.add(key);
            }
        }
    }

    /**
     * Checks everything at once.
     *
     * @param root the record whose components are the top-level keys, {@code preset} and {@code plugins} aside
     * @param pluginSettings the settings of every enabled plugin that was found, by its name
     * @throws AuditDbException {@code INVALID_CONFIG} with every fault of the whole configuration
     */
    public void validate(Class<? extends Record> root, Map<String, Class<? extends Record>> pluginSettings) {
        var found = new ArrayList<>(faults);
        var binder = new Binder(layers, found);
        binder.bind("", root);
        pluginSettings.forEach((name, type) -> binder.bind(PluginSections.section(name), type));
        plugins.check(pluginSettings.keySet(), found);
        var unknown = new UnknownKeys(schema(root, pluginSettings), found);
        Set<String> unchecked = plugins.unknownTo(pluginSettings.keySet());
        layers.written().forEach(values -> unknown.check(UnknownKeys.without(unchecked, values)));
        unknown.check(layers.environment(), unchecked);
        fail(found);
    }

    private static void fail(List<Fault> found) {
        if (!found.isEmpty()) {
            String problems = found.size() == 1 ? "1 problem" : found.size() + " problems";
            throw new AuditDbException(StandardErrorCode.INVALID_CONFIG, "The configuration has " + problems, found);
        }
    }

    private Schema schema(Class<? extends Record> root, Map<String, Class<? extends Record>> pluginSettings) {
        Schema schema = new Schema().add(Preset.settingKey()).add("", root).addSection(PluginSections.KEY);
        for (String name : plugins.names()) {
            schema.addSection(PluginSections.section(name)).add(PluginSections.enabledKey(name));
            if (pluginSettings.containsKey(name)) {
                schema.add(PluginSections.section(name), pluginSettings.get(name));
            }
        }
        pluginSettings.forEach(
                (name, type) -> schema.add(PluginSections.enabledKey(name)).add(PluginSections.section(name), type));
        return schema;
    }

    /**
     * Returns every setting with its value in force and where that comes from; secrets are hidden.
     *
     * @param root as for {@link #validate}
     * @param pluginSettings as for {@link #validate}
     */
    public EffectiveConfiguration effective(
            Class<? extends Record> root, Map<String, Class<? extends Record>> pluginSettings) {
        return new EffectiveConfiguration(schema(root, pluginSettings).keys().values().stream()
                .map(key -> EffectiveSetting.of(key, layers))
                .toList());
    }

    /** Puts a configuration together in code. Not safe for use by several threads. */
    public static final class Builder {
        private Path file;
        private Map<String, String> environment = Map.of();
        private final Map<String, Value> explicit = new LinkedHashMap<>();

        private Builder() {}

        /** Sets the YAML file to read. */
        public Builder file(Path file) {
            this.file = requireNonNull(file, "file is null");
            return this;
        }

        /** Sets the environment variables to heed, usually {@link System#getenv()}. */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /** Sets one key to a text, number, boolean, list of such, or a map of further keys. */
        public Builder set(String key, Object value) {
            put(explicit, key, value);
            return this;
        }

        /**
         * Reads what is to be read.
         *
         * @throws AuditDbException as {@link Configuration#load}
         */
        public Configuration build() {
            return new Configuration(file, environment, explicit);
        }

        private static void put(Map<String, Value> into, String key, Object value) {
            requireNonNull(value, () -> "value of " + key + " is null");
            String source = "set by the application";
            if (value instanceof Map<?, ?> section) {
                into.put(key, new Value(Map.of(), source));
                section.forEach((name, below) -> put(into, key + "." + name, below));
            } else if (value instanceof List<?> list) {
                into.put(key, new Value(list.stream().map(String::valueOf).toList(), source));
            } else {
                into.put(key, new Value(value.toString(), source));
            }
        }
    }
}

package io.auditdb.kernel.plugin;

import java.util.Objects;

/** What stays the same of an extension when its plugin is swapped: handles hold this, never the extension. Immutable. */
final class ExtensionKey {
    private final String plugin;
    private final Class<?> type;
    private final String id;
    private final String component;

    /** Each call of a handle looks a key up. */
    private final int hash;

    /**
     * Makes a key.
     *
     * @param plugin the name of the plugin
     * @param type the extension point
     * @param id tells apart the extensions of one type and plugin: the data of a record, else the name of the class
     * @param component the component of a record that is called; empty when the extension itself is
     */
    ExtensionKey(String plugin, Class<?> type, String id, String component) {
        this.plugin = plugin;
        this.type = type;
        this.id = id;
        this.component = component;
        this.hash = Objects.hash(plugin, type, id, component);
    }

    ExtensionKey component(String name) {
        return new ExtensionKey(plugin, type, id, name);
    }

    String plugin() {
        return plugin;
    }

    Class<?> type() {
        return type;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof ExtensionKey key
                && hash == key.hash
                && type == key.type
                && plugin.equals(key.plugin)
                && id.equals(key.id)
                && component.equals(key.component);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return type.getSimpleName() + " " + id + " of " + plugin;
    }
}

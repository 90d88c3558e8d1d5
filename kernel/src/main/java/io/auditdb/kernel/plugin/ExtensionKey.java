package io.auditdb.kernel.plugin;

/**
 * What stays the same of an extension when its plugin is swapped: handles hold this, never the extension.
 *
 * @param plugin the name of the plugin
 * @param type the extension point
 * @param id tells apart the extensions of one type and plugin: the data of a record, else the name of the class
 * @param component the component of a record that is called; empty when the extension itself is
 */
record ExtensionKey(String plugin, Class<?> type, String id, String component) {
    ExtensionKey component(String name) {
        return new ExtensionKey(plugin, type, id, name);
    }

    @Override
    public String toString() {
        return type.getSimpleName() + " " + id + " of " + plugin;
    }
}

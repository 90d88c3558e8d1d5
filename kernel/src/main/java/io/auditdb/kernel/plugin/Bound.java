package io.auditdb.kernel.plugin;

/**
 * Who answers a call.
 *
 * @param owner the plugin; null for the host
 * @param target what is called
 */
record Bound(PluginInstance owner, Object target) {
    /** Whether a call may begin that {@link PluginInstance#leave} ends; false when the plugin is retired. */
    boolean enter() {
        return owner == null || owner.enter();
    }

    ClassLoader loader() {
        return owner == null ? Bound.class.getClassLoader() : owner.loader();
    }

    void leave() {
        if (owner != null) {
            owner.leave();
        }
    }
}

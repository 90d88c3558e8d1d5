package io.auditdb.kernel.plugin;

/** One extension as its plugin made it. */
record Extension(ExtensionKey key, Object value) {}

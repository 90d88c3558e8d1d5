package io.auditdb.api.plugin;

/** The configuration of a plugin that has none. */
public record NoSettings() {}

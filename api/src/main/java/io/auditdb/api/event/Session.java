package io.auditdb.api.event;

/**
 * Where the principal acted from. Every part is personal data; each may be null.
 *
 * @param id the identifier of the session
 * @param ip the network address, as the recorder wrote it; not resolved, not checked against a registry
 * @param userAgent the program the principal used
 */
public record Session(String id, String ip, String userAgent) {}

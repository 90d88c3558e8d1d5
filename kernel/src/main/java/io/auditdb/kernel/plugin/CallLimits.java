package io.auditdb.kernel.plugin;

import java.time.Duration;

/**
 * What each plugin may take of the host.
 *
 * @param timeout how long a call may be inside a plugin; zero for ever
 * @param max how many calls of one plugin may be in flight
 */
record CallLimits(Duration timeout, int max) {}

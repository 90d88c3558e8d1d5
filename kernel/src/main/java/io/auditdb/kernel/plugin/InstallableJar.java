package io.auditdb.kernel.plugin;

/**
 * A checked copy of a jar that waits to be put in place.
 *
 * @param place makes it the installed jar of its plugin
 * @param discard deletes the copy, if it was not put in place
 */
record InstallableJar(Candidate candidate, Runnable place, Runnable discard) {}

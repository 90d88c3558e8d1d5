package io.auditdb.api.security;

import java.util.Locale;

/** What a token may do. In JSON and on the command line in lower case. */
public enum Right {
    /** Append events. */
    APPEND,
    /** Query events and read entry bundles. */
    READ,
    /** Run verifications. */
    VERIFY,
    /** See and change how the platform runs: plugins, partitions, performance. */
    OPERATE,
    /** Make reports. */
    REPORT,
    /** Handle requests of data subjects. */
    GDPR,
    /** Turn pseudonyms back into identities. */
    REIDENTIFY,
    /** Manage tokens and change settings; includes every other right except {@link #REIDENTIFY}. */
    ADMIN;

    /** Returns the name as outsiders write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

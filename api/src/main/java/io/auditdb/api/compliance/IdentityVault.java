package io.auditdb.api.compliance;

import io.auditdb.api.security.Access;
import java.util.Optional;

/** Keeps the link between pseudonyms and persons, and can destroy it. Safe for use by many threads. */
public interface IdentityVault {
    /** Returns the pseudonym of an identifier, stable within the tenant, made on the first call. */
    String pseudonym(String tenant, String identifier);

    /** Returns the identifier behind a pseudonym. Needs the right to re-identify; recorded with the reason. */
    Optional<String> identify(Access by, String tenant, String pseudonym, String reason);

    /** Destroys the link for ever; returns whether there was one. */
    boolean forget(Access by, String tenant, String identifier);
}

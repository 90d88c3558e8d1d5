package io.auditdb.plugin.formats;

import io.auditdb.api.event.Principal;

/**
 * Who acted, from {@code userIdentity}. The id is the ARN wherever there is one: it is unique over all accounts, says
 * what it names, and is what people search for. The ids that AWS makes ({@code principalId}) serve where there is none.
 */
final class CloudTrailPrincipal {
    private static final String[] IDS = {
        "arn", "principalId", "invokedBy", "userName", "credentialId", "accountId", "identityProvider"
    };

    private CloudTrailPrincipal() {}

    /** Returns the principal, or null when the identity names nobody. */
    static Principal of(Members identity) {
        String id = id(identity);
        return id == null ? null : new Principal(id, identity.id("type"), name(identity));
    }

    private static String id(Members identity) {
        for (String member : IDS) {
            String id = identity.id(member);
            if (id != null) {
                return id;
            }
        }
        return identity.object("onBehalfOf").id("userId");
    }

    /** For a session the role's name, because the session's own is part of the ARN already. */
    private static String name(Members identity) {
        String issuer =
                identity.object("sessionContext").object("sessionIssuer").id("userName");
        String own = Members.firstOf(identity.id("userName"), issuer);
        return Members.firstOf(own, "Root".equals(identity.id("type")) ? "root" : identity.id("invokedBy"));
    }
}

package io.auditdb.interop.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.time.Duration;
import java.util.Set;

/** HAPI's client of the platform's FHIR interface. */
final class Hapi {
    /** Takes long to make, and is meant to be shared. */
    static final FhirContext R4 = FhirContext.forR4();

    private Hapi() {}

    /** Makes a client of one tenant; as clients do, it asks for the platform's capabilities first. */
    static IGenericClient client(TestingAuditDb audit, String tenant) {
        IGenericClient client =
                R4.newRestfulGenericClient(audit.platform().httpUri().orElseThrow() + "/fhir");
        String secret = audit.platform()
                .tokens()
                .create(
                        new Access("test", Set.of(), Set.of(Right.ADMIN)),
                        "client of " + tenant,
                        Set.of(tenant),
                        Set.of(Right.APPEND, Right.READ),
                        Duration.ofHours(1))
                .secret();
        client.registerInterceptor(new BearerTokenAuthInterceptor(secret));
        return client;
    }
}

package io.auditdb.interop.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.HashMapResourceProvider;
import ca.uhn.fhir.storage.interceptor.balp.BalpAuditCaptureInterceptor;
import ca.uhn.fhir.storage.interceptor.balp.IBalpAuditContextServices;
import ca.uhn.fhir.storage.interceptor.balp.IBalpAuditEventSink;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/** A FHIR server that others wrote, holding patients and observations in memory, with the auditing that comes with it. */
final class ClinicServer implements AutoCloseable {
    /** The header that says who asks. */
    static final String USER = "X-User";

    private static final String CLIENT = "Device/portal";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private ClinicServer() {}

    /** Takes a port, so that it is known where the server will be. */
    static ClinicServer bind() throws IOException {
        var clinic = new ClinicServer();
        clinic.connector.setHost("127.0.0.1");
        clinic.connector.open();
        clinic.server.addConnector(clinic.connector);
        return clinic;
    }

    void start(FhirContext fhir, IBalpAuditEventSink sink) throws Exception {
        var servlet = new RestfulServer(fhir);
        servlet.registerProvider(new HashMapResourceProvider<>(fhir, Patient.class));
        servlet.registerProvider(new HashMapResourceProvider<>(fhir, Observation.class));
        servlet.registerInterceptor(new BalpAuditCaptureInterceptor(sink, new Callers()));
        var context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/fhir/*");
        server.setHandler(context);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/fhir";
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private static final class Callers implements IBalpAuditContextServices {
        @Override
        public Reference getAgentClientWho(RequestDetails request) {
            return new Reference(CLIENT);
        }

        @Override
        public Reference getAgentUserWho(RequestDetails request) {
            return new Reference(
                    Optional.ofNullable(request.getHeader(USER)).orElseThrow(() -> new AssertionError("nobody asks")));
        }
    }
}

package io.auditdb.plugin.formats;

import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import java.util.List;
import java.util.Optional;

/**
 * Who took part. In the IHE Basic Audit Log Patterns the client, the server and the user are agents; the user is the one who
 * receives information or on whose request all is done, client and server are told apart by which way the data goes, which is
 * the other way round when something is written or asked for.
 */
final class FhirAgents {
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final String USER = "IRCP";
    private static final String IP_ADDRESS = "2";

    private final List<Members> agents;
    private final String interaction;
    private final List<String> servers;
    private final Optional<Members> user;

    /** {@code interaction} is the one of the REST interface, or null; for {@code servers} see {@link FhirReference}. */
    FhirAgents(List<Members> agents, String interaction, List<String> servers) {
        this.agents = agents;
        this.interaction = interaction;
        this.servers = servers;
        this.user = user();
    }

    boolean isEmpty() {
        return agents.isEmpty();
    }

    /** The one who acted, or null when nobody is named. */
    Principal principal() {
        return user.map(this::principal).orElse(null);
    }

    private Optional<Members> user() {
        Members user = null;
        int most = Integer.MIN_VALUE;
        for (Members agent : agents) {
            int weight = weight(agent);
            if (weight > most && id(agent) != null) { // of equals the first
                user = agent;
                most = weight;
            }
        }
        return Optional.ofNullable(user);
    }

    private static int weight(Members agent) {
        List<Members> types = agent.object("type").objects("coding");
        int weight = Boolean.TRUE.equals(agent.value("requestor")) ? 2 : 0;
        weight += FhirCoding.isAmong(types, PARTICIPATION, USER) ? 2 : 0;
        return weight - (isMachine(types) ? 1 : 0);
    }

    private static boolean isMachine(List<Members> types) {
        String code = FhirCoding.code(types, FhirCoding.DICOM);
        return code != null && DicomCodes.MACHINES.contains(code);
    }

    private Principal principal(Members agent) {
        FhirReference who = FhirReference.of(agent.object("who"), servers);
        String name = Members.firstOf(agent.id("name"), who.display());
        return new Principal(id(agent), who.type(), name);
    }

    private String id(Members agent) {
        FhirReference who = FhirReference.of(agent.object("who"), servers);
        String id = Members.firstOf(who.relative(), agent.id("altId"));
        return Members.firstOf(Members.firstOf(id, agent.id("name")), who.display());
    }

    /**
     * Where the one who acted came from: his own address, or that of the program that he used. Some take the roles of client
     * and server for each other, but then the server's address is its URL.
     */
    Session session() {
        return user.flatMap(FhirAgents::address)
                .or(() -> machine(client()))
                .or(() -> machine(client().equals(DicomCodes.SOURCE) ? DicomCodes.DESTINATION : DicomCodes.SOURCE))
                .map(ip -> new Session(null, ip, null))
                .orElse(null);
    }

    private String client() {
        return "read".equals(interaction)
                ? DicomCodes.DESTINATION
                : "delete".equals(interaction) ? DicomCodes.APPLICATION : DicomCodes.SOURCE;
    }

    private Optional<String> machine(String role) {
        return agents.stream()
                .filter(it -> FhirCoding.isAmong(it.object("type").objects("coding"), FhirCoding.DICOM, role))
                .flatMap(it -> address(it).stream())
                .findFirst();
    }

    private static Optional<String> address(Members agent) {
        Members network = agent.object("network");
        String type = network.text("type");
        return Optional.ofNullable(network.id("address"))
                .filter(it -> (type == null || type.equals(IP_ADDRESS)) && !it.contains("/"));
    }
}

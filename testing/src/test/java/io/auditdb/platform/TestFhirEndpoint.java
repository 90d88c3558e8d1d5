package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.json.StrictJson;
import io.auditdb.testing.TestingAuditDb;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The FHIR interface of a whole platform. */
class TestFhirEndpoint {
    private static TestingAuditDb audit;

    private final HttpClient client = HttpClient.newHttpClient();
    private final StrictJson json = new StrictJson();

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(Map.of("plugins.http-api.enabled", true, "plugins.formats.enabled", true));
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        String token = Files.readString(audit.var().resolve("admin.token")).strip();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(audit.platform().httpUri().orElseThrow() + path))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/fhir+json; charset=utf-8");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private Map<?, ?> read(HttpResponse<String> response) {
        return (Map<?, ?>) json.read(response.body());
    }

    private static String resource(String patient, String recorded, String interaction, String outcome) {
        return """
                {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},\
                "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"%s"}],"action":"%s","recorded":"%s",\
                "outcome":"%s","agent":[{"who":{"reference":"Practitioner/12"},"requestor":true}],\
                "source":{"observer":{"display":"ehr"}},"entity":[{"what":{"reference":"Patient/%s"}},\
                {"what":{"reference":"Observation/o-1"}}]}""".formatted(interaction, interaction.equals("read") ? "R" : "U", recorded, outcome, patient);
    }

    private String created(String tenant, String resource) throws Exception {
        HttpResponse<String> response = send("POST", "/fhir/AuditEvent?tenant=" + tenant, resource);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return String.valueOf(read(response).get("id"));
    }

    private List<String> found(String query) throws Exception {
        HttpResponse<String> response = send("GET", "/fhir/AuditEvent?" + query, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var ids = new ArrayList<String>();
        if (read(response).get("entry") instanceof List<?> entries) {
            entries.forEach(it -> ids.add(String.valueOf(((Map<?, ?>) ((Map<?, ?>) it).get("resource")).get("id"))));
        }
        return ids;
    }

    @Test
    void whatIsCreatedIsReadAndProven() throws Exception {
        String resource = resource("p-1", "2026-03-01T08:30:00.123Z", "read", "0");
        HttpResponse<String> response = send("POST", "/fhir/AuditEvent?tenant=create", resource);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/fhir+json");
        String id = String.valueOf(read(response).get("id"));
        assertThat(response.headers().firstValue("Location")).hasValue("/fhir/AuditEvent/" + id + "/_history/1");
        HttpResponse<String> again = send("GET", "/fhir/AuditEvent/" + id, null);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(again.body()).isEqualTo(response.body());
        assertThat(again.body().replace("\"id\":\"" + id + "\",", ""))
                .satisfies(it -> assertThat(json.read(it)).isEqualTo(json.read(resource)));
        assertThat(send("POST", "/fhir/AuditEvent?tenant=create", resource, "Prefer", "return=minimal")
                        .body())
                .isEmpty();
        audit.awaitSealed(1);
        HttpResponse<String> proof = send("GET", "/fhir/AuditEvent/" + id + "/$proof", null);
        assertThat(proof.statusCode()).isIn(200, 202);
    }

    @Test
    void isFoundByWhoWhoseWhatAndWhen() throws Exception {
        String first = created("search", resource("p-1", "2026-03-01T08:30:00Z", "read", "0"));
        String second = created("search", resource("p-2", "2026-03-02T08:30:00Z", "update", "8"));
        String elsewhere = resource("p-1", "2026-03-03T08:30:00Z", "read", "4")
                .replace("Patient/p-1", "https://other.example/fhir/Patient/p-1");
        String third = created("search", elsewhere);
        assertThat(found("tenant=search")).containsExactly(third, second, first);
        assertThat(found("tenant=search&patient=Patient/p-1")).containsExactly(first);
        assertThat(found("tenant=search&patient=p-2")).containsExactly(second);
        assertThat(found("tenant=search&patient=https://other.example/fhir/Patient/p-1"))
                .containsExactly(third);
        assertThat(found("tenant=search&agent=Practitioner/12&entity=Observation/o-1"))
                .hasSize(3);
        assertThat(found("tenant=search&agent=Practitioner/13")).isEmpty();
        assertThat(found("tenant=search&date=ge2026-03-02&date=lt2026-03-03")).containsExactly(second);
        assertThat(found("tenant=search&date=2026-03-01")).containsExactly(first);
        assertThat(found("tenant=search&date=2026-03")).hasSize(3);
        assertThat(found("tenant=search&date=gt2026-03-02")).containsExactly(third);
        assertThat(found("tenant=search&outcome=8")).containsExactly(second);
        assertThat(found("tenant=search&outcome=0,4")).containsExactly(third, first);
        assertThat(found("tenant=search&action=R&subtype=http://hl7.org/fhir/restful-interaction%7Cread"))
                .containsExactly(third, first);
        assertThat(found("tenant=search&type=rest&subtype=update")).containsExactly(second);
        assertThat(found("tenant=search&_id=" + first)).containsExactly(first);
        assertThat(found("tenant=elsewhere&_id=" + first)).isEmpty();
    }

    private static String device(int i) {
        return """
                {"resourceType":"AuditEvent","type":{"system":"urn:t","code":"x"},"recorded":"2026-04-0#T08:00:00Z",
                "agent":[{"who":{"display":"a"},"requestor":true,"network":{"address":"10.1.#.7","type":"2"}}],
                "source":{"observer":{"reference":"Device/s#","identifier":{"system":"urn:d","value":"d#"}}},
                "entity":[{"what":{"identifier":{"system":"urn:e","value":"e#"}},
                "type":{"system":"urn:k","code":"k#"},"role":{"code":"#"}}]}""".replace("#", Integer.toString(i));
    }

    @Test
    void isFoundByWhatIheAsksForAsWell() throws Exception {
        String first = created("iti", device(1));
        String second = created("iti", device(2));
        assertThat(found("tenant=iti&address=10.1.2")).containsExactly(second);
        assertThat(found("tenant=iti&source=Device/s1")).containsExactly(first);
        assertThat(found("tenant=iti&source.identifier=urn:d%7Cd2")).containsExactly(second);
        assertThat(found("tenant=iti&source.identifier=urn:other%7Cd2")).isEmpty();
        assertThat(found("tenant=iti&entity.identifier=urn:e%7Ce1")).containsExactly(first);
        assertThat(found("tenant=iti&entity-type=urn:k%7Ck1,urn:k%7Ck2")).containsExactly(second, first);
        assertThat(found("tenant=iti&entity-role=2")).containsExactly(second);
        assertThat(found("tenant=iti&entity-role=%7C2")).containsExactly(second);
        assertThat(found("tenant=iti&entity-role=urn:k%7C2")).isEmpty();
        assertThat(found("tenant=iti&_lastUpdated=ge2026-06")).containsExactly(second, first);
        assertThat(found("tenant=iti&_lastUpdated=lt2026-06")).isEmpty();
        assertThat(found("tenant=iti&_count=1&entity-role=1"))
                .as("the next page is looked at while nothing is found")
                .containsExactly(first);
    }

    @Test
    void pagesLeadToTheNext() throws Exception {
        for (int i = 0; i < 5; i++) {
            created("pages", resource("p-" + i, "2026-03-01T08:30:0" + i + "Z", "read", "0"));
        }
        var seen = new ArrayList<String>();
        String next = "/fhir/AuditEvent?tenant=pages&_count=2";
        while (next != null) {
            Map<?, ?> page = read(send("GET", next, null));
            ((List<?>) page.get("entry")).forEach(it -> seen.add(String.valueOf(((Map<?, ?>) it).get("fullUrl"))));
            next = ((List<?>) page.get("link"))
                    .stream()
                            .map(it -> (Map<?, ?>) it)
                            .filter(it -> it.get("relation").equals("next"))
                            .map(it -> String.valueOf(it.get("url")))
                            .map(url -> url.substring(url.indexOf("/fhir/")))
                            .findFirst()
                            .orElse(null);
        }
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void aBatchTakesWhatIsGoodAndATransactionAllOrNothing() throws Exception {
        String good = "{\"resource\":" + resource("p-1", "2026-03-01T08:30:00Z", "read", "0")
                + ",\"request\":{\"method\":\"POST\",\"url\":\"AuditEvent\"}}";
        String bad = good.replace("2026-03-01T08:30:00Z", "yesterday");
        String entries = ",\"entry\":[" + good + "," + bad + "," + good + "]}";
        HttpResponse<String> batch =
                send("POST", "/fhir?tenant=batch", "{\"resourceType\":\"Bundle\",\"type\":\"batch\"" + entries);
        assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
        assertThat(((List<?>) read(batch).get("entry")))
                .extracting(it -> String.valueOf(((Map<?, ?>) ((Map<?, ?>) it).get("response")).get("status")))
                .containsExactly("201 Created", "422", "201 Created");
        assertThat(batch.body()).contains("AuditEvent.recorded");
        assertThat(found("tenant=batch")).hasSize(2);

        HttpResponse<String> transaction = send(
                "POST", "/fhir?tenant=transaction", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\"" + entries);
        assertThat(transaction.statusCode()).isEqualTo(422);
        assertThat(transaction.body()).contains("OperationOutcome", "Bundle.entry[1].resource.recorded");
        assertThat(found("tenant=transaction")).isEmpty();
        HttpResponse<String> other = send(
                "POST",
                "/fhir?tenant=batch",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"DELETE\"}}]}");
        assertThat(other.body()).contains("must be POST AuditEvent");
    }

    @Test
    void errorsAreOperationOutcomes() throws Exception {
        for (HttpResponse<String> response : List.of(
                send("POST", "/fhir/AuditEvent?tenant=bad", "{\"resourceType\":\"AuditEvent\"}"),
                send("POST", "/fhir/AuditEvent?tenant=bad", "nonsense"),
                send(
                        "POST",
                        "/fhir/AuditEvent?tenant=bad",
                        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":"
                                + resource("p-1", "2026-03-01T08:30:00Z", "read", "0") + "}]}"),
                send("GET", "/fhir/AuditEvent?patient=p-2&_id=00000000-0000-4000-8000-000000000000", null),
                send("POST", "/fhir?tenant=bad", "{\"resourceType\":\"Patient\"}"),
                send("GET", "/fhir/AuditEvent/00000000-0000-4000-8000-000000000000", null),
                send("GET", "/fhir/AuditEvent/not-a-uuid", null),
                send("GET", "/fhir/AuditEvent?patient=a,b&date=soon&nonsense=1&_format=xml", null))) {
            assertThat(response.statusCode()).as(response.body()).isIn(400, 404, 422);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/fhir+json");
            assertThat(read(response).get("resourceType")).isEqualTo("OperationOutcome");
        }
        assertThat(send("GET", "/fhir/AuditEvent?patient=a,b&date=soon&nonsense=1&_format=xml", null)
                        .body())
                .contains("patient", "date", "nonsense", "_format");
    }

    @Test
    void saysWhatItCanDo() throws IOException, InterruptedException {
        URI metadata = URI.create(audit.platform().httpUri().orElseThrow() + "/fhir/metadata");
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(metadata).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        Map<?, ?> statement = read(response);
        assertThat(statement.get("resourceType")).isEqualTo("CapabilityStatement");
        assertThat(statement.get("fhirVersion")).isEqualTo("4.0.1");
        assertThat(response.body()).contains("patient.identifier", "search-type");
        assertThat(statement.keySet().stream().map(String::valueOf).toList())
                .containsAll(Set.of("status", "date", "kind", "format"));
    }

    @Test
    void refusesConditionsOfWhichItCouldOnlyMeetOne() throws Exception {
        for (String query :
                List.of("patient=7&patient.identifier=8", "patient=7&entity=Patient/9", "agent=a&agent.identifier=b")) {
            HttpResponse<String> response = send("GET", "/fhir/AuditEvent?" + query, null);
            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(response.body()).contains("cannot be asked for together with");
        }
    }
}

package io.auditdb.plugin.httpapi;

import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.Setting;
import java.time.Duration;

/** The settings under {@code plugins.http-api}. */
public record HttpApiSettings(
        @Setting(value = "Most events of a bulk request that are committed together.", defaultValue = "500")
        int bulkChunkEvents,

        @Setting(value = "Most input of a bulk request that is committed together.", defaultValue = "4MB")
        DataSize bulkChunkBytes,

        @Setting(value = "Most chunks of one bulk request that wait for their commit.", defaultValue = "8")
        int bulkInFlight,

        @Setting(value = "Most faults that the answer to a bulk request lists.", defaultValue = "100")
        int maxReportedFaults,

        @Setting(value = "How long a bulk request waits while the ingest queue is full.", defaultValue = "30s")
        Duration queueFullTimeout,

        @Setting(value = "How long a bulk request waits for one commit.", defaultValue = "60s")
        Duration commitTimeout,

        @Setting(value = "How many events a streamed answer fetches at a time.", defaultValue = "500")
        int streamStep,

        @Setting(value = "How often a live stream says where it is while no event comes.", defaultValue = "15s")
        Duration streamHeartbeat,

        @Setting(value = "Most clients that figures are sent to again and again.", defaultValue = "10")
        int maxMetricStreams,

        @Setting(value = "Most verifications that run at once.", defaultValue = "2")
        int maxVerifications,

        @Setting(value = "How often a verification tells its progress.", defaultValue = "250ms")
        Duration progressInterval,

        @Setting(value = "Wait recommended to callers who ask for a proof before there is one.", defaultValue = "1s")
        Duration sealWait,

        @Setting(value = "Largest request to cosign a checkpoint.", defaultValue = "64KB")
        DataSize maxCheckpoint,

        @Setting(value = "Largest plugin jar that can be installed.", defaultValue = "128MB")
        DataSize maxPluginJar,

        @Setting(
                value = "Most bundles of evidence that are written at once; each holds a connection",
                defaultValue = "2")
        int maxBundles,

        @Setting(
                value = "Most events that a FHIR search looks at before it answers with an empty page and a link to"
                        + " the next, when it is by what no index finds",
                defaultValue = "2000")
        int fhirMaxSifted) {}

package io.auditdb.testing.contract;

/** What an extension may be without and still be a good one; a plugin's test says what its own can do. */
public enum Capability {
    /** What a codec writes, it reads again as the same events. */
    CODEC_ROUND_TRIP,
    /** A codec makes faults of what it cannot read; without it, anything at all may be an event. */
    CODEC_REFUSES_NOISE,
    /** Health checks answer while the platform's services are not there. */
    HEALTH_WITHOUT_SERVICES,
    /** Sources of figures answer while the platform's services are not there. */
    METRICS_WITHOUT_SERVICES,
    /** Guards answer while the platform's services are not there. */
    GUARDS_WITHOUT_SERVICES,
    /**
     * What manages the database can be asked: a whole platform is there with nothing in it that is needed. Not with a plugin
     * alone, as {@code BasePluginTest} starts it.
     */
    WITH_PLATFORM
}

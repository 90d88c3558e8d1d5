package io.auditdb.kernel.ledger;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.auditdb.api.json.Json;
import io.auditdb.api.ledger.Ledger;
import io.auditdb.api.ledger.Witness;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.ledger.note.CheckpointFile;
import io.auditdb.kernel.ledger.note.KeyMaterial;
import io.auditdb.kernel.ledger.note.LogKeys;
import io.auditdb.kernel.ledger.note.SigningKey;
import io.auditdb.kernel.ledger.publication.KeptCheckpoints;
import io.auditdb.kernel.ledger.publication.Publication;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.removal.RemovedEvents;
import io.auditdb.kernel.ledger.storage.BatchMac;
import io.auditdb.kernel.ledger.verification.Verifier;
import io.auditdb.kernel.ledger.witness.Cosigning;
import io.auditdb.kernel.ledger.witness.LogWitness;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

/** How the parts of the ledger are put together. Needs a {@link LedgerJournal} and {@link Acknowledgements} from outside. */
public final class LedgerModule extends AbstractModule {
    private final LedgerSettings settings;
    private final Path directory;

    /** Keeps the newest checkpoint in this directory, outside the database. */
    public LedgerModule(LedgerSettings settings, Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    protected void configure() {
        bind(Ledger.class).to(MerkleLedger.class);
        bind(Witness.class).to(LogWitness.class);
    }

    @Provides
    @Singleton
    LogKeys keys(Store store, KeyDirectory keys, Clock clock) {
        var material = new KeyMaterial(keys, settings.keyFile(), settings.keyStore());
        String name = new LogOrigin(store).name(settings.origin(), material);
        return new LogKeys(name, keys, material, settings.keyOverlap(), clock);
    }

    @Provides
    @Singleton
    BatchMac mac(KeyDirectory keys) {
        return new BatchMac(keys.secretKey("ledger-batch.key"));
    }

    @Provides
    @Singleton
    RemovalSeal removals(BatchMac mac) {
        return new RemovalSeal(mac);
    }

    @Provides
    @Singleton
    RemovedEvents removed(RemovalSeal seal) {
        return new RemovedEvents(seal);
    }

    @Provides
    @Singleton
    IntegrityAlarm alarm(LedgerJournal journal) {
        return new IntegrityAlarm(journal::violated);
    }

    @Provides
    @Singleton
    CheckpointFile file() {
        try {
            return new CheckpointFile(directory.resolve("checkpoint"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
    }

    @Provides
    @Singleton
    Publication publication() {
        return new Publication(settings.publish());
    }

    @Provides
    @Singleton
    KeptCheckpoints kept(CheckpointFile file, Publication publication) {
        return new KeptCheckpoints(file, publication);
    }

    @Provides
    @Singleton
    SealWatch seals(Store store) {
        return new SealWatch(store, settings);
    }

    @Provides
    @Singleton
    LogNews news() {
        return new LogNews();
    }

    @Provides
    @Singleton
    Published published(CheckpointFile file, SealWatch seals, LogNews news) {
        return new Published(file, seals, news);
    }

    @Provides
    @Singleton
    LogTree tree(Store store, LogKeys keys, Published published) {
        return new LogTree(store, keys.name(), settings, published);
    }

    @Provides
    @Singleton
    LogEntries entries(StoredEvents events, Json json, LogTree tree, RemovedEvents removed) {
        return new LogEntries(events, json, tree, removed);
    }

    @Provides
    @Singleton
    KeyRotation rotation(LogKeys keys, LedgerJournal journal) {
        return new KeyRotation(keys, settings.keyOverlap(), journal);
    }

    @Provides
    @Singleton
    Verifications verifications(
            Store store,
            StoredEvents events,
            Json json,
            LogKeys key,
            BatchMac mac,
            KeptCheckpoints kept,
            Acknowledgements acknowledgements,
            IntegrityAlarm alarm) {
        var verifier = new Verifier(
                store,
                events,
                json,
                key,
                mac,
                kept,
                acknowledgements::lastBatches,
                settings.verification(),
                settings.maxReportedViolations());
        return new Verifications(verifier, alarm);
    }

    @Provides
    @Singleton
    MerkleLedger ledger(
            LogTree tree, LogEntries entries, KeyRotation keys, Verifications verifications, LedgerJournal journal) {
        return new MerkleLedger(tree, entries, keys, verifications, journal);
    }

    @Provides
    @Singleton
    Audience audience(Publication publication, Store store, LogTree tree) {
        return new Audience(publication, Cosigning.of(settings.witness(), store, tree::consistency));
    }

    @Provides
    @Singleton
    LogWitness witness(Store store, KeyDirectory keys, LogKeys log, Clock clock) {
        String name = settings.witness().name().orElse(log.name() + "/witness");
        SigningKey key = SigningKey.open(keys, "witness-signing.key", name, SignatureType.COSIGNATURE);
        return new LogWitness(store, key, settings.witness(), clock);
    }

    @Provides
    @Singleton
    Continuity continuity(LogKeys key, KeptCheckpoints kept, Published published, IntegrityAlarm alarm) {
        return new Continuity(key, kept, published, alarm);
    }

    @Provides
    @Singleton
    Sequencer sequencer(
            UnsequencedBatches batches,
            Continuity continuity,
            CheckpointChain chain,
            Published published,
            Audience audience) {
        return new Sequencer(batches, continuity, chain, published, audience);
    }

    @Provides
    @Singleton
    UnsequencedBatches batches(BatchMac mac, IntegrityAlarm alarm) {
        return new UnsequencedBatches(settings, mac, alarm);
    }

    @Provides
    @Singleton
    CheckpointChain chain(LogKeys key, BatchMac mac, Clock clock) {
        return new CheckpointChain(key, mac, clock);
    }

    @Provides
    @Singleton
    Integrator integrator(Store store, Continuity continuity, Sequencer sequencer) {
        return new Integrator(store, settings, continuity, sequencer);
    }

    @Provides
    @Singleton
    VerificationJob job(Store store, Verifications verifications, Clock clock) {
        return new VerificationJob(store, verifications, settings.verification().background(), clock);
    }

    @Provides
    @Singleton
    LedgerHealth health(
            Continuity continuity,
            IntegrityAlarm alarm,
            VerificationJob verification,
            LogWitness witness,
            Audience audience) {
        return new LedgerHealth(continuity, alarm, verification, witness, audience);
    }

    @Provides
    @Singleton
    LedgerService service(
            SealWatch seals, KeyRotation keys, Audience audience, Integrator integrator, VerificationJob verification) {
        return new LedgerService(seals, keys, audience, integrator, verification);
    }
}

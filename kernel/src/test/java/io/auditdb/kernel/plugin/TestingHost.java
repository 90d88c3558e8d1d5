package io.auditdb.kernel.plugin;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host on Felix in a directory of its own. */
final class TestingHost implements AutoCloseable {
    static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));

    final Path distribution;
    final Path var;
    final Path config;
    final List<String> operations = new CopyOnWriteArrayList<>();
    final PluginHost host;
    volatile RuntimeException refusal;

    TestingHost(Path directory, String yaml) throws IOException {
        this.distribution = Files.createDirectories(directory.resolve("plugins"));
        this.var = Files.createDirectories(directory.resolve("var"));
        this.config = Files.writeString(var.resolve("audit-db.yaml"), yaml);
        Configuration configuration = Configuration.load(config, Map.of());
        var settings = configuration.bind(PluginHostSettings.SECTION, PluginHostSettings.class);
        this.host = new PluginHost(configuration, PluginSource.bundles(distribution, var, settings), var, this::record);
    }

    private void record(Access by, String action, Map<String, Object> details) {
        if (refusal != null) {
            throw refusal;
        }
        operations.add(by.principal() + " " + action + " " + details.get("plugin") + " " + details.get("version"));
    }

    /** Asks whatever guard there is; the sample plugin answers with its version and setting. */
    String ask(String question) {
        return ask(host.service(RetentionGuard.class), question);
    }

    static String ask(RetentionGuard guard, String question) {
        return guard.veto(question, Instant.EPOCH, Instant.EPOCH).orElseThrow();
    }

    PluginInfo info(String name) {
        return host.list(OPERATOR).stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    String closed() throws IOException {
        Path log = var.resolve("data/closed.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() {
        host.close();
    }
}

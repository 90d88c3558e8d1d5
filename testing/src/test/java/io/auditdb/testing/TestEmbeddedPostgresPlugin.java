package io.auditdb.testing;

import io.auditdb.api.plugin.Plugin;
import java.util.ServiceLoader;

class TestEmbeddedPostgresPlugin extends BasePluginTest {
    TestEmbeddedPostgresPlugin() {
        super(ServiceLoader.load(Plugin.class).stream()
                .filter(provider -> provider.get().name().equals("embedded-postgres"))
                .findFirst()
                .orElseThrow()
                .type());
    }
}

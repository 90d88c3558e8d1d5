package io.auditdb.plugin.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.plugin.Plugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class TestHttpApiPlugin {
    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Plugin.class)).extracting(Plugin::name).contains("http-api");
    }

    @Test
    void canBeClosedWithoutHavingStarted() throws Exception {
        var plugin = new HttpApiPlugin();
        plugin.close();
        assertThat(plugin.routes()).isEmpty();
    }
}

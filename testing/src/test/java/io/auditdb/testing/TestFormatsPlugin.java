package io.auditdb.testing;

import io.auditdb.api.json.Json;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.plugin.formats.FormatsPlugin;

class TestFormatsPlugin extends BasePluginTest {
    TestFormatsPlugin() {
        super(FormatsPlugin.class);
    }

    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        context.service(Json.class, new StrictJson());
    }
}

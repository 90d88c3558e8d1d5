package io.auditdb.examples.webhook;

import io.auditdb.testing.BasePluginTest;
import io.auditdb.testing.TestingPluginContext;

// snippet: test
class TestWebhookListenerPlugin extends BasePluginTest {
    TestWebhookListenerPlugin() {
        super(WebhookListenerPlugin.class);
    }

    /** Nobody answers there: what it is asked to forward, it gives up. */
    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        context.setting("url", "http://127.0.0.1:1/hook").setting("attempts", 1);
    }
}
// end snippet

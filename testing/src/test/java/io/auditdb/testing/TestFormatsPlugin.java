package io.auditdb.testing;

import io.auditdb.api.ledger.Ledger;
import io.auditdb.plugin.formats.FormatsPlugin;
import java.lang.reflect.Proxy;
import java.util.Optional;

class TestFormatsPlugin extends BasePluginTest {
    TestFormatsPlugin() {
        super(FormatsPlugin.class);
    }

    /** One format asks for proofs; here nothing is sealed. */
    @Override
    protected void prepare(TestingPluginContext.Builder context) {
        var ledger = Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("proof")) {
                        return Optional.empty();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        context.service(Ledger.class, Ledger.class.cast(ledger));
    }
}

package io.auditdb.kernel.plugin;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A lazy result: the call that returned it is in flight until it is read to the end or closed. */
final class CallStream extends AbstractSpliterator<Object> {
    private final Scopes scopes;
    private final Bound bound;
    private final Stream<?> source;
    private final Spliterator<?> elements;
    private final AtomicBoolean ended = new AtomicBoolean();

    private CallStream(Scopes scopes, Bound bound, Stream<?> source) {
        super(Long.MAX_VALUE, Spliterator.ORDERED);
        this.scopes = scopes;
        this.bound = bound;
        this.source = source;
        this.elements = source.spliterator();
    }

    /** {@code bound} has been entered, and is left when the stream ends. */
    static Stream<?> of(Scopes scopes, Bound bound, Stream<?> source) {
        var elements = new CallStream(scopes, bound, source);
        return StreamSupport.stream(elements, false).onClose(elements::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Object> action) {
        var next = new AtomicReference<Object>();
        if (inScope(() -> elements.tryAdvance(next::set))) {
            action.accept(next.get());
            return true;
        }
        close();
        return false;
    }

    private void close() {
        try {
            inScope(() -> {
                source.close();
                return true;
            });
        } finally {
            if (ended.compareAndSet(false, true)) {
                bound.leave();
            }
        }
    }

    private boolean inScope(BooleanSupplier work) {
        scopes.enter(bound.owner(), bound.loader(), null);
        try {
            return work.getAsBoolean();
        } catch (Error e) {
            throw PluginFault.of(bound, "a stream", e);
        } finally {
            scopes.leave();
        }
    }
}

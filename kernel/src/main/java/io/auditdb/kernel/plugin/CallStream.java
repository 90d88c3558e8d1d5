package io.auditdb.kernel.plugin;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A lazy result: the call that returned it is in flight until it is read to the end or closed. */
final class CallStream extends AbstractSpliterator<Object> {
    private final Call call;
    private final Stream<?> source;
    private final Spliterator<?> elements;

    private CallStream(Call call, Stream<?> source) {
        super(Long.MAX_VALUE, Spliterator.ORDERED);
        this.call = call;
        this.source = source;
        this.elements = source.spliterator();
    }

    static Stream<?> of(Call call, Stream<?> source) {
        var elements = new CallStream(call, source);
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
            call.end();
        }
    }

    private boolean inScope(BooleanSupplier work) {
        try {
            return call.run(work::getAsBoolean);
        } catch (RuntimeException e) {
            throw e;
        } catch (LinkageError e) {
            throw call.broken(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.eader.console.live;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The entries put last, as many as fit into a number of bytes; the oldest go first. An entry that is larger than the
 * whole is not kept. Not safe for use by several threads.
 */
public final class BoundedMap<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>();
    private final long limit;
    private final ToLongFunction<V> weight;
    private long held;

    /**
     * @param limit bytes held at most
     * @param weight bytes of a value; the same each time it is asked about the same value
     */
    BoundedMap(long limit, ToLongFunction<V> weight) {
        this.limit = limit;
        this.weight = weight;
    }

    void put(K key, V value) {
        remove(key);
        entries.put(key, value);
        held += weight.applyAsLong(value);
        var eldest = entries.entrySet().iterator();
        while (held > limit) {
            held -= weight.applyAsLong(eldest.next().getValue());
            eldest.remove();
        }
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    Optional<V> remove(K key) {
        V gone = entries.remove(key);
        if (gone != null) {
            held -= weight.applyAsLong(gone);
        }
        return Optional.ofNullable(gone);
    }

    /** A view of the entries, oldest first. */
    Map<K, V> all() {
        return Collections.unmodifiableMap(entries);
    }

    long held() {
        return held;
    }

    void clear() {
        entries.clear();
        held = 0;
    }
}

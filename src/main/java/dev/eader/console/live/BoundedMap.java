package dev.eader.console.live;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * A map with a limit on the total weight of its values. When it is exceeded, the entries that were put first are removed; a
 * value above the limit removes all entries, itself included. Not thread-safe.
 */
final class BoundedMap<K, V> {
    private final Map<K, V> entries = new LinkedHashMap<>();
    private final long maxWeight;
    private final ToLongFunction<V> weigher;
    private long weight;

    /**
     * @param maxWeight largest total weight, in bytes or entries
     * @param weigher weight of a value; must always return the same number for the same value
     */
    BoundedMap(long maxWeight, ToLongFunction<V> weigher) {
        this.maxWeight = maxWeight;
        this.weigher = weigher;
    }

    void put(K key, V value) {
        remove(key);
        entries.put(key, value);
        weight += weigher.applyAsLong(value);
        Iterator<Map.Entry<K, V>> eldest = entries.entrySet().iterator();
        while (weight > maxWeight) {
            weight -= weigher.applyAsLong(eldest.next().getValue());
            eldest.remove();
        }
    }

    Optional<V> get(K key) {
        return Optional.ofNullable(entries.get(key));
    }

    Optional<V> remove(K key) {
        V removed = entries.remove(key);
        if (removed != null) {
            weight -= weigher.applyAsLong(removed);
        }
        return Optional.ofNullable(removed);
    }

    /** An unmodifiable view of the entries, oldest first. */
    Map<K, V> asMap() {
        return Collections.unmodifiableMap(entries);
    }

    long weight() {
        return weight;
    }

    void clear() {
        entries.clear();
        weight = 0;
    }
}

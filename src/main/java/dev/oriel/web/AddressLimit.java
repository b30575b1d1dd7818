package dev.oriel.web;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/// How many connections one address has: of IPv6, one network of 64 bits. This machine and trusted proxies, which speak for many, have no
/// limit.
///
/// Threads: any. Nothing blocks.
final class AddressLimit {
    private final IntSupplier most;
    private final Predicate<InetAddress> unlimited;
    private final Map<String, Integer> counts = new HashMap<>();

    /// @param most      connections of one address, as they stand
    /// @param unlimited true for addresses that have no limit
    AddressLimit(IntSupplier most, Predicate<InetAddress> unlimited) {
        this.most = most;
        this.unlimited = unlimited;
    }

    /// A connection has come; where it may stay, it is to be followed by [#left].
    boolean come(InetAddress address) {
        if (unlimited.test(address)) {
            return true;
        }
        var key = Gate.words(address);
        synchronized (this) {
            int count = counts.getOrDefault(key, 0);
            if (count >= most.getAsInt()) {
                return false;
            }
            counts.put(key, count + 1);
            return true;
        }
    }

    /// One that could stay is gone.
    synchronized void left(InetAddress address) {
        counts.computeIfPresent(Gate.words(address), (same, count) -> count == 1 ? null : count - 1);
    }
}

package dev.oriel.limits;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The memory budget of this process and its shares, one for each kind of sender.
///
/// @param whole    all together
/// @param uploads  what publishers post or send
/// @param messages what clients of WebSockets and requests send besides
/// @param processing what clients send to be processed
/// @param bus      replies of the bus
/// @param streams  what cameras of the network and programs send
/// @param pictures pictures that are being decoded
public record MemoryShares(MemoryBudget whole, MemoryBudget uploads, MemoryBudget messages, MemoryBudget processing,
        MemoryBudget bus,
        MemoryBudget streams,
        MemoryBudget pictures) {
    /// Longer than it takes one who was refused to come back.
    private static final Duration JUST_NOW = Duration.ofSeconds(10);

    /// @param mostBytes of all together, as it stands
    /// @param nanoTime  a clock as [System#nanoTime]
    public static MemoryShares of(LongSupplier mostBytes, LongSupplier nanoTime) {
        var whole = new MemoryBudget(mostBytes, nanoTime);
        return new MemoryShares(whole, whole.share("uploads", 0.5), whole.share("messages", 0.25),
                whole.share("processing", 0.25), whole.share("bus", 0.5),
                whole.share("streams", 0.5), whole.share("pictures", 0.75));
    }

    /// Which senders were refused memory just now, in words; empty where none was.
    public String problem() {
        var shortOf = whole.shares().stream().filter(share -> share.refusedWithin(JUST_NOW)).map(MemoryBudget::name)
                .collect(Collectors.joining(", "));
        return shortOf.isEmpty() ? "" : "there was no memory left for: " + shortOf + " (limits.memory)";
    }

    /// What the budget is where no setting says it: a quarter of the heap's limit.
    public static long usualBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }
}

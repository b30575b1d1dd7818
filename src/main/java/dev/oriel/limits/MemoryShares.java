package dev.oriel.limits;

import java.util.function.LongSupplier;

/// The memory budget of this process and its shares, one for each kind of sender.
///
/// @param whole    all together
/// @param uploads  what publishers post or send
/// @param messages what clients of WebSockets and requests send besides
/// @param bus      replies of the bus
/// @param streams  what cameras of the network and programs send
/// @param pictures pictures that are being decoded
public record MemoryShares(MemoryBudget whole, MemoryBudget uploads, MemoryBudget messages, MemoryBudget bus,
        MemoryBudget streams,
        MemoryBudget pictures) {

    /// @param mostBytes of all together, as it stands
    public static MemoryShares of(LongSupplier mostBytes) {
        var whole = new MemoryBudget(mostBytes);
        return new MemoryShares(whole, whole.share("uploads", 0.5), whole.share("messages", 0.25), whole.share("bus", 0.5),
                whole.share("streams", 0.5), whole.share("pictures", 0.75));
    }

    /// What the budget is where no setting says it: a quarter of the heap's limit.
    public static long usualBytes() {
        return Runtime.getRuntime().maxMemory() / 4;
    }
}

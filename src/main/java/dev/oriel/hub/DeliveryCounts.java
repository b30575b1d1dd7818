package dev.oriel.hub;

/// What of a camera's frames went to viewers.
///
/// @param sent     each frame once for each viewer
/// @param arrivals ages at viewers that acknowledge what they got
public record DeliveryCounts(TrafficCount sent, AgeHistogram arrivals) {
    /// Nothing yet.
    public DeliveryCounts() {
        this(new TrafficCount(), new AgeHistogram());
    }
}

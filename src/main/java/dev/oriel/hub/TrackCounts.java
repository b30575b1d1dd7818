package dev.oriel.hub;

/// The counters of one track since it was made, read at one moment.
///
/// @param subscriptions  open ones, without relays
/// @param published      packets
/// @param encoded        packets with content: all but those that are decoded pictures only
/// @param publishedBytes bytes of their contents
/// @param keptBytes      bytes of the contents that a subscription may still take
/// @param heldBytes      bytes of memory that those take, about
/// @param taken          packets that all subscriptions together have taken
/// @param takenBytes     bytes of their contents
/// @param skipped        packets that subscriptions missed because they were slow, or wanted fewer
/// @param cuts           how often a subscription fell behind and was cut to a later key frame
public record TrackCounts(int subscriptions, long published, long encoded, long publishedBytes, long keptBytes, long heldBytes,
        long taken,
        long takenBytes, long skipped, long cuts) {}

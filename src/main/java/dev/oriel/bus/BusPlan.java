package dev.oriel.bus;

/// How a process takes part in a bus.
///
/// @param prefix         what all keys and channels begin with
/// @param plain          whoever brings a camera also writes each JPEG alone
/// @param helloWebsocket a recorder also writes the keys `image` and `image_id` of its first camera
public record BusPlan(BusUrl url, String prefix, boolean plain, boolean helloWebsocket) {

    BusPlan withoutHelloWebsocket() {
        return new BusPlan(url, prefix, plain, false);
    }
}

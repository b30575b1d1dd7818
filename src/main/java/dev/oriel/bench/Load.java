package dev.oriel.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What is asked of a run.
///
/// @param target   where the viewers go
/// @param viewers  1 to [#MOST_VIEWERS]
/// @param texts    what each viewer of the full way says once it is connected, such as `pause`
/// @param rampUp   time over which the viewers come; zero for as fast as the server answers
/// @param warmUp   between the last viewer's coming and the beginning of the measurement
/// @param measured how long is measured
/// @param behind   ports of further servers of this machine whose use counts, such as the one behind a proxy
public record Load(Target target, int viewers, List<String> texts, Duration rampUp, Duration warmUp, Duration measured,
        List<Integer> behind) {

    /// More would run out of the ports that one address has.
    public static final int MOST_VIEWERS = 20_000;

    public Load {
        if (viewers < 1 || viewers > MOST_VIEWERS) {
            throw new IllegalArgumentException("viewers " + viewers);
        }
        texts = List.copyOf(texts);
        behind = List.copyOf(behind);
    }

    /// The target's port and those behind it.
    List<Integer> ports() {
        return Stream.concat(Stream.of(target.address().getPort()), behind.stream()).toList();
    }
}

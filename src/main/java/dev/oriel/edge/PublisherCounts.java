package dev.oriel.edge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The numbers of publishers of one name, of one owner and from one address.
///
/// The numbers leave room for publishers that connect again before their old connection is known to be lost, and for a fleet behind
/// one address.
///
/// Threads: any.
final class PublisherCounts {
    /// One is shown; the others are being looked at, or are about to be replaced.
    static final int MOST_OF_A_NAME = 4;
    /// More than there can be published cameras.
    static final int MOST_FROM_AN_ADDRESS = 256;

    private final Map<String, Integer> counts = new HashMap<>();

    /// Counts one more.
    ///
    /// @param mostOfAnOwner uploads of one key, or of one address without keys
    /// @throws RefusedException when it is one too many
    synchronized void come(String name, Sender sender, int mostOfAnOwner) throws RefusedException {
        check("name " + name, MOST_OF_A_NAME, "this name");
        check("owner " + sender.owner(), mostOfAnOwner, "this key or address");
        check("address " + sender.address(), MOST_FROM_AN_ADDRESS, "this address");
        for (var counted : of(name, sender)) {
            counts.merge(counted, 1, Integer::sum);
        }
    }

    private void check(String counted, int most, String words) throws RefusedException {
        if (counts.getOrDefault(counted, 0) >= most) {
            throw new RefusedException(RefusedException.Reason.UPLOADS, "there are " + most + " uploads under " + words
                    + " already, and more are not taken");
        }
    }

    synchronized void leave(String name, Sender sender) {
        for (var counted : of(name, sender)) {
            counts.computeIfPresent(counted, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private static List<String> of(String name, Sender sender) {
        return List.of("name " + name, "owner " + sender.owner(), "address " + sender.address());
    }
}

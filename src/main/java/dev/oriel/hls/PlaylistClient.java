package dev.oriel.hls;

import dev.oriel.frame.ProtocolException;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Fetches playlists.
///
/// Threads: one at a time. Blocking: as the client.
public final class PlaylistClient {

    /// A playlist, and where it came from.
    ///
    /// @param address what its references are relative to
    public record Fetched(Playlist playlist, HttpAddress address) {}

    private PlaylistClient() {
    }

    /// The playlist of one stream of a master playlist.
    ///
    /// @param master the address of the master playlist
    public static Fetched load(CameraClient client, HttpAddress master, Variant variant) throws IOException {
        var fetched = load(client, resolved(master, variant.reference()));
        if (fetched.playlist instanceof MasterPlaylist) {
            throw new ProtocolException("the playlist names one that names playlists again");
        }
        return fetched;
    }

    static Fetched load(CameraClient client, HttpAddress address) throws IOException {
        try (var answer = client.get(address, Map.of())) {
            return read(answer.body(), answer.address());
        }
    }

    /// Reads what has begun to come, which stays the caller's to close.
    ///
    /// @param address where it came from
    public static Fetched read(InputStream body, HttpAddress address) throws IOException {
        return new Fetched(PlaylistReader.read(body.readNBytes(PlaylistReader.MOST_BYTES + 1)), address);
    }

    /// The whole address of what a playlist names.
    ///
    /// @throws ProtocolException where that is no address of HTTP
    static HttpAddress resolved(HttpAddress playlist, String reference) throws ProtocolException {
        try {
            return playlist.resolve(reference);
        } catch (IOException e) {
            throw new ProtocolException("the playlist " + e.getMessage());
        }
    }
}

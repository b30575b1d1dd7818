package dev.oriel.config;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.MpegSettings;
import dev.oriel.observe.LogFormat;
import dev.oriel.orient.OrientPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All settings, valid as a whole.
///
/// @param cameras by name, in the order in which they were given
/// @param bus     null where there is none
/// @param push    null where the cameras go to no relay
/// @param atStart the keys that are read at the start only
public record Settings(Server server, Auth auth, Viewers viewers, Ingest ingest, Limits limits, @Nullable Bus bus,
        @Nullable Push push, Log log,
        Compat compat, Map<String, CameraEntry> cameras, StartSettings atStart) {

    /// Those of somebody who has written none.
    public static Settings defaults() {
        return SettingsReader.defaults();
    }

    /// All ports that a server listens on.
    public List<ListeningPort> ports() {
        return ListeningPort.of(server, compat);
    }

    /// The same with those of the cameras that fit.
    public Settings withCameras(Predicate<CameraEntry> fits) {
        var some = new LinkedHashMap<>(cameras);
        some.values().removeIf(fits.negate());
        return new Settings(server, auth, viewers, ingest, limits, bus, push, log, compat, some, atStart);
    }

    /// @param port               0 for any free one
    /// @param origins            foreign origins and further host names
    /// @param trustedProxies     addresses and networks whose forwarding headers are believed
    /// @param frameAncestors     origins that may frame the pages
    /// @param embed              pages of every site may show pictures
    /// @param maxConnections     connections at a time
    /// @param connectionsPerAddress connections of one address at a time
    /// @param tls                null for http
    /// @param redirectPort       leads from http to https; null for none
    public record Server(String host, int port, List<String> origins, List<String> trustedProxies, List<String> frameAncestors,
            boolean embed, int maxConnections, int connectionsPerAddress, @Nullable Tls tls, @Nullable Integer redirectPort) {}

    /// Where the certificate for https comes from.
    public sealed interface Tls {
    }

    /// Two PEM files.
    public record TlsFiles(String certificateFile, String keyFile) implements Tls {}

    /// An authority of the server's own, which signs for all names and addresses of this machine.
    public record TlsSelfSigned() implements Tls {}

    /// The ways to log in.
    ///
    /// @param required everybody is asked for a login, also while there is no account
    /// @param basic    accounts may log in with each request
    /// @param proxy    null where no proxy logs users in
    public record Auth(boolean required, boolean basic, @Nullable ProxyLogin proxy) {
        /// True when a setting alone locks the server, whether or not there is an account.
        public boolean locks() {
            return required || proxy != null;
        }
    }

    /// How a trusted proxy says which user it has logged in.
    ///
    /// @param roleHeader null where all are viewers
    /// @param secret     that it has to send along; null where its address is proof enough
    public record ProxyLogin(String userHeader, @Nullable String roleHeader, @Nullable String secret) {
        /// Without the secret.
        @Override
        public String toString() {
            return "login by " + userHeader;
        }
    }

    /// @param stalledAfter silence after which a viewer is disconnected
    public record Viewers(Duration stalledAfter) {}

    /// Where recorders and servers meet.
    ///
    /// @param url            of a Redis server, with its password
    /// @param caFile         certificates of those who may sign the server's; null for the usual ones
    /// @param prefix         what all keys and channels begin with
    /// @param plain          each JPEG is written alone as well
    /// @param helloWebsocket the keys of that system are written as well
    public record Bus(String url, @Nullable String caFile, String prefix, boolean plain, boolean helloWebsocket) {}

    /// The relay that shows this Oriel's cameras elsewhere.
    ///
    /// @param to       its address
    /// @param key      of the relay; null where a file holds it
    /// @param keyFile  null where the key itself is given
    /// @param cameras  names that are offered; empty for all
    /// @param readOnly nobody at the relay changes a setting
    /// @param plain    the relay may be reached in the clear
    /// @param tls      `verify`, `any` or `sha256:FINGERPRINT`
    public record Push(String to, @Nullable String key, @Nullable String keyFile, Set<String> cameras, boolean readOnly,
            boolean plain, String tls) {
        /// The form of a key, in the settings and in a file.
        public static final Pattern KEY = Pattern.compile("[!-~]{8,512}");
        /// The same in words.
        public static final String KEY_FORM = "8 to 512 printable characters without blanks";

        /// Without the key.
        @Override
        public String toString() {
            return "push to " + to;
        }
    }

    /// @param silence silence after which a publisher is cut off
    /// @param second  `replace`, `refuse` or `audio`
    /// @param names   cameras that one key, or one address without keys, may have published at a time
    /// @param forget  how long a published camera that no setting names stays without a publisher
    public record Ingest(Duration silence, String second, int names, Duration forget) {}

    /// @param memoryBytes that senders may make this process hold; null for a quarter of the heap's limit
    /// @param pixels      of one picture
    public record Limits(@Nullable Long memoryBytes, int pixels) {}

    /// @param format of its lines
    /// @param file   null for standard error
    public record Log(String level, LogFormat format, @Nullable LogFile file) {}

    /// @param mostBytes of one file
    /// @param kept      renamed files that are kept
    public record LogFile(String path, long mostBytes, int kept) {}

    /// Ports that old programs know, each null where it is off.
    public record Compat(@Nullable Pistreaming pistreaming, @Nullable Jsmpeg jsmpeg, @Nullable ImageToImage imageToImage) {}

    /// @param camera   null for the first
    /// @param port     of the WebSocket
    /// @param httpPort of the page
    /// @param open     no login is asked for
    public record Pistreaming(@Nullable String camera, int port, int httpPort, boolean open) {}

    /// @param camera  null for the first
    /// @param inPort  takes what is posted to it
    /// @param outPort of the WebSocket
    /// @param open    no login is asked for to watch
    public record Jsmpeg(@Nullable String camera, int inPort, int outPort, boolean open) {}

    /// @param host     that both ports listen on
    /// @param port     of the WebSocket
    /// @param httpPort of the page; may be the server's own
    /// @param pageFile null for Oriel's page
    /// @param open     no login is asked for
    /// @param client   what the page sends
    /// @param server   what is sent back
    public record ImageToImage(String host, int port, int httpPort, @Nullable String pageFile, boolean open, SentPictures client,
            SentPictures server) {}

    /// The pictures that one side sends to the other.
    ///
    /// @param compression the JPEG quality from 0 to 1
    public record SentPictures(int width, int height, double compression) {}

    /// One camera as configured.
    ///
    /// @param mpeg    how its pictures become MPEG-1
    /// @param linger  how long it stays on unwatched
    /// @param silence how long it may give nothing
    /// @param check   how often it is looked at unwatched; null for never
    /// @param tls     `verify`, `any` or `sha256:FINGERPRINT`; null for the usual rule
    /// @param orient  what turns it
    /// @param origins where those settings were read that can be changed while running, by name; nothing for defaults
    /// @param locked  names of settings that cannot be changed while running
    public record CameraEntry(String name, String uri, boolean enabled, Duration linger, Duration silence,
            @Nullable Duration check,
            @Nullable String tls, MpegSettings mpeg, OrientPlan orient, CameraSettings initial,
            Map<String, String> origins, Set<String> locked) {}
}

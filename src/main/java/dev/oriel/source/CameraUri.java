package dev.oriel.source;

import dev.oriel.http.HttpAddress;
import dev.oriel.hub.CameraSetting;
import dev.oriel.observe.Secrets;
import dev.oriel.v4l2.CameraFormat;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A camera's address, taken apart: what kind, where, and with which options.
///
/// Options stand behind `?`. In the addresses of the network, whose own query belongs to the camera, only the options common to
/// all kinds are taken out of it; options behind `#` leave the query alone: `http://cam/video?fps=5#fps=2` asks the camera for
/// five and shows two.
///
/// @param scheme  `test`, `v4l2`, `file`, `rtsp`, `rtsps`, `http`, `https`, `exec`, `libcamera`,
///                `publish`
/// @param target  what the source opens: a path, a command, or for the network the whole address without Oriel's options
/// @param options the options of this kind of source: `format`, `loop`, `transport`
/// @param common  the options common to all: every [CameraSetting] but the title
public record CameraUri(String scheme, String target, Map<String, String> options, Map<String, String> common) {

    private static final Set<String> COMMON = CameraSetting.NAMES.stream().filter(name -> !name.equals(CameraSetting.TITLE.key()))
            .collect(Collectors.toUnmodifiableSet());
    private static final Map<String, Set<String>> OWN = new TreeMap<>(Map.of("test", Set.of(), "v4l2", Set.of("format"), "file",
            Set.of("loop"), "rtsp", Set.of("transport"), "rtsps", Set.of("transport"), "http", Set.of("loop"), "https",
            Set.of("loop"), "exec",
            Set.of(), "libcamera", Set.of(), "publish", Set.of()));

    /// Options that a camera may have in its own query under the same name: they are Oriel's behind `#` only.
    private static final Set<String> BEHIND_HASH = Set.of("loop");
    private static final Set<String> NETWORK = Set.of("rtsp", "rtsps", "http", "https");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[[^\\]]*\\]|[^:]*)(?::\\d*)?");

    public CameraUri {
        options = Map.copyOf(options);
        common = Map.copyOf(common);
    }

    /// @throws IllegalArgumentException saying what is wrong and what is allowed, without the address's password
    public static CameraUri parse(String text) {
        int colon = text.indexOf(':');
        var scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
        if (!OWN.containsKey(scheme)) {
            throw new IllegalArgumentException("allowed: an address that begins with " + String.join(": ", OWN.keySet()) + ":");
        }
        var rest = text.substring(colon + 1);
        var uri = NETWORK.contains(scheme) ? network(scheme, text) : local(scheme, rest);
        uri.check();
        return uri;
    }

    /// `v4l2:/dev/video0?format=mjpeg`: everything behind the last `?` where it reads as options.
    private static CameraUri local(String scheme, String rest) {
        int question = rest.lastIndexOf('?');
        if (question < 0 || (scheme.equals("exec") && !readsAsOptions(rest.substring(question + 1)))) {
            return new CameraUri(scheme, rest, Map.of(), Map.of());
        }
        var given = parameters(rest.substring(question + 1));
        return sorted(scheme, rest.substring(0, question), given);
    }

    /// A command may hold a `?` of its own.
    private static boolean readsAsOptions(String query) {
        return !query.isEmpty() && parameters(query).keySet().stream().allMatch(COMMON::contains);
    }

    private static CameraUri network(String scheme, String text) {
        refuseUnencoded(text);
        int hash = text.indexOf('#');
        if (hash >= 0) {
            return sorted(scheme, text.substring(0, hash), parameters(text.substring(hash + 1)));
        }
        int question = text.indexOf('?');
        if (question < 0) {
            return new CameraUri(scheme, text, Map.of(), Map.of());
        }
        var kept = new ArrayList<String>();
        var taken = new LinkedHashMap<String, String>();
        for (var part : text.substring(question + 1).split("&")) {
            var one = parameters(part);
            if (one.keySet().stream().anyMatch(key -> isTaken(scheme, key))) {
                taken.putAll(one);
            } else {
                kept.add(part);
            }
        }
        return sorted(scheme, text.substring(0, question) + (kept.isEmpty() ? "" : "?" + String.join("&", kept)), taken);
    }

    /// A password that holds one of these as they are ends before its time, and its rest would be taken for a host, a path or options.
    private static void refuseUnencoded(String text) {
        var rest = text.substring(text.indexOf(':') + 1).replaceFirst("^//", "");
        var authority = rest.split("[/?#]", 2)[0];
        boolean early = !HOST_AND_PORT.matcher(authority).matches() && authority.indexOf('@') < 0;
        if (early && rest.indexOf('@') < 0) {
            throw new IllegalArgumentException("allowed: digits as the port; behind user and password stands @ and the host");
        }
        if ((early || rest.chars().anyMatch(Character::isWhitespace)) && rest.indexOf('@') >= 0) {
            throw new IllegalArgumentException("user and password have to be percent-encoded: allowed: %2F for /, %3F for ?, "
                    + "%23 for #, %40 for @, %20 for a blank, %25 for %");
        }
    }

    private static boolean isTaken(String scheme, String key) {
        return !BEHIND_HASH.contains(key) && (COMMON.contains(key) || OWN.getOrDefault(scheme, Set.of()).contains(key));
    }

    private static CameraUri sorted(String scheme, String target, Map<String, String> given) {
        var own = new LinkedHashMap<String, String>();
        var common = new LinkedHashMap<String, String>();
        var known = new TreeSet<>(COMMON);
        known.addAll(OWN.getOrDefault(scheme, Set.of()));
        given.forEach((key, value) -> {
            if (COMMON.contains(key)) {
                common.put(key, value);
            } else if (known.contains(key)) {
                own.put(key, value);
            } else {
                throw new IllegalArgumentException((NETWORK.contains(scheme)
                        ? "unknown option behind #" // not told: it may be the end of a password that has a # in it
                        : "unknown option \"" + key + "\"") + ": allowed: " + String.join(", ", known));
            }
        });
        return new CameraUri(scheme, target, own, common);
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (var part : query.split("&")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                var key = equals < 0 ? part : part.substring(0, equals);
                parameters.put(key, equals < 0 ? "true" : decode(key, part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String key, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the value of " + key + " is not percent-encoded correctly", e);
        }
    }

    /// True for a camera that has no source of its own: somebody sends its pictures.
    public boolean isPublished() {
        return scheme.equals("publish");
    }

    private void check() {
        var missing = switch (scheme) {
            case "v4l2" -> !target.startsWith("/") ? "a device, such as v4l2:/dev/video0" : "";
            case "file" -> target.isEmpty() ? "a file, such as file:clip.mp4" : "";
            case "exec" -> target.isBlank() ? "a command, such as exec:ffmpeg -i … -f mjpeg -" : "";
            case "libcamera" -> target.matches("\\d{0,3}") ? "" : "a camera's number, such as libcamera:0";
            case "publish" -> target.isEmpty() ? "" : "publish: alone, or with options: publish:?rotate=180";
            case "test" -> target.isEmpty() ? "" : "test: or test:?size=1280x720&fps=30";
            case "http", "https" -> {
                HttpAddress.parse(target);
                yield "";
            }
            default -> {
                if (hasHost(target)) {
                    HttpAddress.rtsp(target);
                    yield "";
                }
                yield "a host, such as " + scheme + "://192.168.1.20/stream";
            }
        };
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("allowed: " + missing);
        }
        var format = options.get("format");
        if (format != null) {
            CameraFormat.parse(format);
        }
        var loop = options.get("loop");
        if (loop != null && !List.of("true", "false").contains(loop)) {
            throw new IllegalArgumentException("loop is \"" + loop + "\": allowed: true or false");
        }
        var transport = options.get("transport");
        if (transport != null && !List.of("tcp", "udp").contains(transport)) {
            throw new IllegalArgumentException("transport is \"" + transport + "\": allowed: tcp or udp");
        }
        if (scheme.equals("rtsps") && "udp".equals(transport)) {
            throw new IllegalArgumentException("transport is \"udp\": allowed: tcp, because udp would go past the encryption");
        }
    }

    private static boolean hasHost(String address) {
        int slashes = address.indexOf("://");
        if (slashes < 0 || address.chars().anyMatch(c -> c <= ' ')) {
            return false;
        }
        var authority = address.substring(slashes + 3).split("[/?#]", 2)[0];
        return !authority.substring(authority.lastIndexOf('@') + 1).isEmpty();
    }

    /// The address as it may be shown: the password masked.
    public String masked() {
        return Secrets.maskAddress(NETWORK.contains(scheme) ? target : scheme + ":" + target);
    }
}

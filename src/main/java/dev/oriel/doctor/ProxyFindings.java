package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.source.CameraUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Checks of proxies: those in front of the server, and those that the environment names for connections of its own.
final class ProxyFindings {
    private static final String REVERSE = "proxies in front";
    private static final String FORWARD = "proxy variables";
    private static final Set<String> PROGRAMS = Set.of("nginx", "caddy", "haproxy", "traefik", "apache2", "httpd", "envoy",
            "lighttpd", "cloudflared");
    private static final List<String> VARIABLES = List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy",
            "ALL_PROXY");

    private ProxyFindings() {
    }

    static List<Finding> of(Examined examined, Machine machine) {
        var found = new ArrayList<Finding>();
        found.add(reverse(examined.settings().server(), machine.programs()));
        var set = VARIABLES.stream().filter(name -> !machine.environment().getOrDefault(name, "").isBlank()).toList();
        if (!set.isEmpty()) {
            found.add(forward(examined.settings(), String.join(", ", set), machine.environment()));
        }
        return found;
    }

    private static Finding reverse(Settings.Server server, RunningPrograms programs) {
        if (server.trustedProxies().stream().anyMatch(network -> network.endsWith("/0"))) {
            return Finding.problem(REVERSE,
                    "server.trustedProxies believes everybody: a visitor can forge the address, the host and the login",
                    "server.trustedProxies: the proxy's own address alone");
        }
        var running = programs.named(PROGRAMS).stream().map(RunningPrograms.Program::name).distinct().sorted().toList();
        if (server.trustedProxies().isEmpty() && !running.isEmpty()) {
            return Finding.note(REVERSE,
                    String.join(", ", running) + " runs here, and server.trustedProxies is empty: where it passes"
                            + " requests on to Oriel, all visitors count as this machine",
                    "server.trustedProxies: 127.0.0.1 where it does");
        }
        return Finding.ok(REVERSE, server.trustedProxies().isEmpty()
                ? "none is trusted, and none runs here"
                : "believed: " + String.join(", ", server.trustedProxies()));
    }

    /// Oriel's own connections to cameras never go through a proxy; FFmpeg and other programs of `exec:` do by themselves.
    private static Finding forward(Settings settings, String set, Map<String, String> environment) {
        var programs = settings.cameras().values().stream().filter(camera -> camera.enabled() && isProgram(camera.uri()))
                .map(Settings.CameraEntry::name).toList();
        boolean hasExceptions = Stream.of("no_proxy", "NO_PROXY").anyMatch(name -> environment.containsKey(name));
        var affected = programs.isEmpty() ? "" : ", and so do the programs of " + String.join(", ", programs);
        return Finding.note(FORWARD,
                set + " is set: cameras are reached without that proxy; push to a relay goes through it" + affected,
                hasExceptions
                        ? "a camera that only the proxy reaches needs another way, such as a tunnel"
                        : "NO_PROXY=192.168.0.0/16,10.0.0.0/8,.local for what is in the own network; a camera that only the proxy reaches"
                                + " needs another way, such as a tunnel");
    }

    private static boolean isProgram(String uri) {
        return CameraUri.parse(uri).scheme().equals("exec");
    }
}

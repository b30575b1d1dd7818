package dev.oriel.cli;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import dev.oriel.Oriel;
import dev.oriel.config.Settings;
import dev.oriel.hub.Camera;
import dev.oriel.observe.ProgramWord;
import dev.oriel.observe.Secrets;
import dev.oriel.observe.Version;
import dev.oriel.push.RelayAddress;
import dev.oriel.tls.AuthorityCertificate;
import dev.oriel.tls.MachineNames;
import io.netty.util.NetUtil;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is printed when the server is up: the cameras, the addresses to open, and a code for a phone's camera.
final class Greeting {
    /// Of a server that the network reaches.
    static final String WARNING = "Warning: there is no account yet, so everybody who can reach this address can watch and change"
            + " settings:";

    private Greeting() {
    }

    static void print(PrintStream out, Oriel oriel, Settings settings) {
        cameras(out, oriel);
        camerasOfTheBus(out, oriel, settings);
        var scheme = settings.server().tls() == null ? "http" : "https";
        boolean local = MachineNames.isLoopback(settings.server().host());
        var hosts = local || !isWildcard(settings.server().host()) ? List.of(settings.server().host()) : networkHosts(oriel);
        out.println("Open:");
        for (var host : hosts) {
            out.println("  " + address(scheme, host, oriel.port()));
        }
        var trust = oriel.authority().isEmpty() ? "" : address("http", hosts.getFirst(), oriel.port()) + "trust";
        oriel.authority().ifPresent(authority -> trust(out, authority, trust));
        portsOfOldPrograms(out, settings, hosts.getFirst());
        relay(out, oriel, settings.push());
        if (local) {
            out.println(ProgramWord.in("Only this machine can open it. To open it to the network: ./oriel --host 0.0.0.0"));
        } else {
            out.println(oriel.isLocked()
                    ? "A login is asked for."
                    : WARNING + ProgramWord.in(" ./oriel user add NAME makes one."));
            if (isTerminal()) {
                out.print(code(trust.isEmpty() ? address(scheme, hosts.getFirst(), oriel.port()) : trust));
            }
        }
        out.flush();
    }

    /// Says where a device learns to trust the server's own authority, and what to compare.
    ///
    /// @param address in the clear, since before that every https address begins with a warning
    private static void trust(PrintStream out, AuthorityCertificate authority, String address) {
        out.println("Browsers warn until the device trusts this server's own authority, once; how, on each device:");
        out.println("  " + address);
        out.println("  compare before you trust: \"" + authority.name() + "\", SHA-256");
        out.println("  " + authority.fingerprint());
    }

    /// What a recorder and an edge say.
    static void printWithoutServer(PrintStream out, Oriel oriel, Settings settings, Oriel.Role role) {
        cameras(out, oriel);
        var bus = settings.bus();
        if (role == Oriel.Role.RECORDER && bus != null) {
            out.println("Recording for servers at " + Secrets.maskAddress(bus.url()));
        }
        relay(out, oriel, settings.push());
        out.flush();
    }

    /// Where people watch what is pushed.
    private static void relay(PrintStream out, Oriel oriel, Settings.@Nullable Push push) {
        if (push == null) {
            return;
        }
        var relay = RelayAddress.parse(push.to());
        out.println("Pushing to " + relay + ", which is sent pictures while somebody watches there:");
        oriel.hub().cameras().stream().map(Camera::name).filter(name -> push.cameras().isEmpty() || push.cameras().contains(name))
                .forEach(name -> out.println("  " + relay.watchPage(name)));
    }

    /// One line for `systemctl status`.
    static String status(Oriel oriel) {
        int cameras = oriel.hub().cameras().size();
        return (cameras == 1 ? "1 camera" : cameras + " cameras") + (oriel.port() == 0 ? "" : ", port " + oriel.port());
    }

    private static void cameras(PrintStream out, Oriel oriel) {
        out.println("Oriel " + Version.number());
        for (var camera : oriel.hub().cameras()) {
            out.println("  " + camera.name() + "  " + camera.maskedUri());
        }
    }

    private static void camerasOfTheBus(PrintStream out, Oriel oriel, Settings settings) {
        var bus = settings.bus();
        if (bus != null) {
            long found = oriel.hub().cameras().stream().filter(camera -> !settings.cameras().containsKey(camera.name())).count();
            out.println("Cameras of the bus " + Secrets.maskAddress(bus.url()) + ": "
                    + (found == 0 ? "none yet" : found + " so far") + "; those that are recorded later appear by themselves");
        }
    }

    private static void portsOfOldPrograms(PrintStream out, Settings settings, String host) {
        var secure = settings.server().tls() == null ? "" : "s";
        var pistreaming = settings.compat().pistreaming();
        if (pistreaming != null) {
            out.println("For pages and programs made for pistreaming:");
            out.println("  " + address("http" + secure, host, pistreaming.httpPort()) + "  its page");
            out.println("  " + address("ws" + secure, host, pistreaming.port()) + "  its WebSocket");
        }
        var jsmpeg = settings.compat().jsmpeg();
        if (jsmpeg != null) {
            out.println("For pages and programs made for jsmpeg's relay:");
            out.println("  " + address("http" + secure, host, jsmpeg.inPort()) + "KEY  takes uploads");
            out.println("  " + address("ws" + secure, host, jsmpeg.outPort()) + "  its WebSocket");
        }
    }

    private static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static List<String> networkHosts(Oriel oriel) {
        var addresses = oriel.machine().networkAddresses();
        return addresses.isEmpty() ? List.of("127.0.0.1") : addresses;
    }

    static String address(String scheme, String host, int port) {
        return scheme + "://" + (NetUtil.isValidIpV6Address(host) ? "[" + host + "]" : host) + ":" + port + "/";
    }

    static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /// A QR code of half blocks, two rows of modules a line, light on dark as terminals mostly are.
    static String code(String text) {
        BitMatrix modules;
        try {
            modules = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, 2));
        } catch (WriterException e) {
            return "";
        }
        var lines = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y += 2) {
            for (int x = 0; x < modules.getWidth(); x++) {
                boolean upper = !modules.get(x, y);
                boolean lower = y + 1 >= modules.getHeight() || !modules.get(x, y + 1);
                lines.append(upper ? lower ? '█' : '▀' : lower ? '▄' : ' ');
            }
            lines.append('\n');
        }
        return lines.toString();
    }
}

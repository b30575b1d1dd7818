package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table "Who may what" of the documentation, asked of a real server: each address, each holder.
class WhoMayTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `((?:GET|PATCH|POST|PUT|DELETE|WS) [^`]+)` \\|(.*)\\|$");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");
    private static final String YES = "yes";
    private static final Map<String, String> BODIES = Map.of("POST /api/keys", "{\"name\":\"made\",\"cameras\":[\"door\"]}",
            "PATCH /api/cameras/NAME/settings", "{\"title\":\"Porch\"}", "PATCH /api/users/NAME", "{\"role\":\"viewer\"}");

    /// Each under a name of its own: publishers of one name take turns.
    private static final int MOST_PUBLICATIONS = 100;

    private HeldServer server;
    private int publications;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        server = new HeldServer(data);
        server.camera("door");
        server.camera("yard");
        var cameras = new HashSet<>(Set.of("door"));
        for (int i = 0; i < MOST_PUBLICATIONS; i++) {
            server.publishedCamera("porch-" + i);
            cameras.add("porch-" + i);
        }
        server.holders.usual(server.keys, cameras, "yard");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTableHasEachAddressAndNoOther() throws IOException {
        assertThat(new TreeSet<>(rows().keySet().stream().map(address -> address.replaceFirst("^WS ", "GET ")).toList()))
                .isEqualTo(SiteRoutes.list().stream().map(WhoMayTest::written).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void eachHolderGetsWhatTheTableSays() throws Exception {
        var wrong = new ArrayList<String>();
        for (var row : rows().entrySet()) {
            for (var cell : row.getValue().entrySet()) {
                var answer = ask(row.getKey(), cell.getKey());
                if (!answer.equals(cell.getValue())) {
                    wrong.add(row.getKey() + " by " + cell.getKey() + ": " + answer + " instead of " + cell.getValue());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String written(String route) {
        return route.replace("{name}", "NAME").replace("{file}", "FILE").replace("{key}", "KEY").replace("{keyname}", "KEYNAME")
                .replace("{id}", "ID").replace("{preset}", "PRESET");
    }

    /// Address, holder, what is answered.
    private static Map<String, Map<String, String>> rows() throws IOException {
        var text = Files.readString(Path.of("docs/security.md"));
        var section = text.substring(text.indexOf("## Who may what"), text.indexOf("### Old ports"));
        var holders = cells(section.lines().filter(line -> line.startsWith("| address |")).findFirst().orElseThrow()
                .replaceFirst("^\\| address \\|", "").replaceFirst("\\|$", ""));
        var rows = new LinkedHashMap<String, Map<String, String>>();
        var found = ROW.matcher(section);
        while (found.find()) {
            var cells = cells(found.group(2));
            assertThat(cells).as(found.group()).hasSameSizeAs(holders);
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(holders.get(i), cells.get(i));
            }
            assertThat(rows.put(found.group(1), row)).as(found.group(1) + " twice").isNull();
        }
        assertThat(holders).containsExactly(Holders.NOBODY, Holders.VIEWER, Holders.OTHER_VIEWER, Holders.OPERATOR, Holders.ADMIN,
                Holders.PUBLISHER, Holders.OTHER_PUBLISHER, Holders.VIEW_KEY, Holders.METRICS_KEY, Holders.LINK,
                Holders.OTHER_LINK);
        return rows;
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.split("\\|")).map(String::strip).toList();
    }

    // --- asking

    private String ask(String address, String holder) throws Exception {
        boolean publishes = address.contains("publish") || address.contains("ingest");
        var path = address.substring(address.indexOf(' ') + 1).replace("KEYNAME", "spare").replace("FILE", "icon.svg")
                .replace("NAME", publishes ? "porch-" + publications++ : "door").replace("KEY", server.holders.secret(holder));
        try (var client = server.client()) {
            if (address.startsWith("WS ")) {
                return handshake(client, path, holder);
            }
            var body = BODIES.getOrDefault(address, "").getBytes(StandardCharsets.UTF_8);
            client.send(address.substring(0, address.indexOf(' ')) + " " + path, server.holders.headers(holder),
                    publishes && !address.startsWith("GET") ? StillCamera.jpeg() : body);
            var head = client.head();
            if (head.status() == 303 && address.startsWith("GET ") && head.header("location").contains("login")) {
                return "401"; // as a browser is told
            }
            return said(head.status(), head.status() == 200 ? "" : client.body(head));
        }
    }

    private String handshake(RawClient client, String path, String holder) throws Exception {
        var headers = new ArrayList<>(server.holders.headers(holder));
        if (path.equals("/api/live")) {
            headers.add("Sec-WebSocket-Protocol: oriel.v1");
        }
        if (path.equals("/api/edge")) {
            headers.add("Sec-WebSocket-Protocol: oriel.edge.v1");
        }
        client.upgrade(path, headers);
        var head = client.head();
        if (head.status() != 101) {
            return said(head.status(), client.body(head));
        }
        if (path.endsWith("/publish")) {
            client.frame(2, StillCamera.jpeg()); // a publisher that needs a key would be waited for
        }
        client.frame(9, new byte[0]);
        var end = client.closeOrPong(new ArrayList<>());
        return end.kind() == RawClient.PONG ? YES : Integer.toString(end.closeCode());
    }

    /// Whatever is answered to somebody who may ask is a yes; only a camera that is not there is told from other things.
    private static String said(int status, String body) {
        var found = CODE.matcher(body);
        var code = found.find() ? found.group(1) : "";
        return switch (code) {
            case "login-required", "key-required", "wrong-key" -> "401";
            case "not-allowed", "key-not-allowed" -> "403";
            case "no-such-camera" -> "404";
            default -> status < 500 && status != 401 && status != 403 ? YES : status + " " + code;
        };
    }
}

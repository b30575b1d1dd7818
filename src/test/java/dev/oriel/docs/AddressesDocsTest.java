package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.source.CameraUri;
import dev.oriel.web.SiteRoutes;
import java.io.IOException;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Addresses, errors, close codes and metrics in the documentation against the code.
class AddressesDocsTest {

    @Test
    void protocolHasEachAddressAndNoOther() throws IOException {
        var described = Texts.found("(?m)^\\| `((?:GET|PATCH|POST|PUT|DELETE|WS) /[^`]*)` \\|", Texts.read("docs/protocol.md"))
                .stream().map(address -> address.replaceFirst("^WS ", "GET ")).collect(Collectors.toCollection(TreeSet::new));
        var served = SiteRoutes.list().stream()
                .map(route -> route.replace("{name}", "NAME").replace("{file}", "FILE").replace("{key}", "KEY")
                        .replace("{keyname}", "KEYNAME").replace("{id}", "ID").replace("{preset}", "PRESET"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void protocolHasEachErrorAndNoOther() throws IOException {
        var described = Texts.found("(?m)^\\| (\\d{3} \\| `[a-z-]+)` \\|", Texts.read("docs/protocol.md"));
        var thrown = new TreeSet<String>();
        Texts.found("HttpError\\(\\s*(\\d{3}, \"[a-z-]+)\"", Texts.sources("web"))
                .forEach(error -> thrown.add(error.replace(", \"", " | `")));
        assertThat(described).isEqualTo(thrown);
    }

    @Test
    void protocolHasEachCloseCodeAndNoOtherOfOurOwn() throws IOException {
        var described = Texts.found("(?m)^\\| (\\d{4}) \\|", Texts.read("docs/protocol.md"));
        var used = Texts.found("static final short \\w+ = (\\d{4});", Texts.sources("web"));
        assertThat(described).containsAll(used);
        described.removeIf(code -> code.startsWith("1")); // those of RFC 6455
        assertThat(used).containsAll(described);
    }

    @Test
    void operationsHasEachMetricAndNoOther() throws IOException {
        var described = new TreeSet<String>();
        for (var file : Texts.markdown()) {
            Texts.found("\\b(oriel_(?!connection;|connection\\b)[a-z_]+)", Texts.read(file))
                    .forEach(metric -> described.add(metric.replaceFirst("_total$", "")));
        }
        assertThat(described).isEqualTo(Texts.found("\"(oriel_[a-z_]+)\"", Texts.sources("web")));
    }

    @Test
    void configurationHasEachKindOfCameraAndNoOther() throws IOException {
        var described = Texts.found("(?m)`(\\w+):[^`]*`(?:,|[^|]*\\| )",
                Texts.read("docs/configuration.md").replaceAll("(?s).*## Camera addresses|Options common.*", ""));
        var known = new TreeSet<String>();
        try {
            CameraUri.parse("nothing:");
        } catch (IllegalArgumentException e) {
            known.addAll(Texts.found("(?:with |, )(\\w+):", String.valueOf(e.getMessage()).replace(": ", ":, ")));
        }
        assertThat(described).hasSizeGreaterThan(5).isSubsetOf(known);
        assertThat(Texts.read("docs/configuration.md")).contains(known.stream().map(kind -> "`" + kind + ":").toList());
    }

    @Test
    void addressesOfTheReadmeAreUnderstood() throws IOException {
        var addresses = Texts.found("`((?:test|v4l2|libcamera|rtsp|https?|file|exec):[^`]+)`", Texts.read("README.md"));
        assertThat(addresses).hasSizeGreaterThan(6).allSatisfy(CameraUri::parse);
    }
}

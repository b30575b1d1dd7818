package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.oriel.config.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    private final Gate gate = new Gate(List.of("https://cam.example.org", "friend.example"),
            Set.of("livingroom", "livingroom.local"),
            List.of("10.1.0.0/16"), false);

    private static Gate.Asked host(@Nullable String host) {
        return new Gate.Asked(host, null, null, null, null, false);
    }

    private static Gate.Asked origin(String host, @Nullable String origin) {
        return new Gate.Asked(host, origin, null, null, null, false);
    }

    private static Gate.Asked forwarded(String peer) throws UnknownHostException {
        return new Gate.Asked("127.0.0.1:8080", "https://outside.example", "outside.example", "https",
                InetAddress.getByName(peer), false);
    }

    @Test
    void ownNamesAndAddressesAreKnown() {
        for (var own : new String[]{"127.0.0.1:8080", "192.168.1.5", "[::1]:8080", "localhost", "LOCALHOST:1", "x.localhost",
            "livingroom:8080", "livingroom.local", "cam.example.org", "cam.example.org:443", "friend.example", "localhost."}) {
            assertThatCode(() -> gate.checkHost(host(own))).as(own).doesNotThrowAnyException();
        }
        assertThatCode(() -> gate.checkHost(host(null))).doesNotThrowAnyException();
    }

    @Test
    void nameThatPointsHereByDnsIsRefusedAndTheSettingNamed() {
        for (var foreign : new String[]{"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
            "", "[::1",
            "cam.example.org.evil.example"}) {
            var refused = catchThrowableOfType(HttpError.class, () -> gate.checkHost(host(foreign)));
            assertThat(refused).as(foreign).isNotNull();
            assertThat(refused.status()).isEqualTo(421);
            assertThat(refused.getMessage()).contains("server.origins");
        }
    }

    @Test
    void ownPagesMayConnect() {
        for (var own : new Gate.Asked[]{origin("127.0.0.1:8080", "http://127.0.0.1:8080"),
            origin("localhost", "http://localhost"),
            origin("localhost:80", "http://localhost"), origin("a:1", null), origin("127.0.0.1:1", "https://cam.example.org")}) {
            assertThatCode(() -> gate.checkOrigin(own)).as(own.toString()).doesNotThrowAnyException();
        }
    }

    @Test
    void foreignPagesAreRefusedAndTheSettingNamed() {
        for (var foreign : new Gate.Asked[]{origin("127.0.0.1:8080", "http://evil.example"),
            origin("127.0.0.1:8080", "http://127.0.0.1:81"),
            origin("127.0.0.1:8080", "https://127.0.0.1:8080"), origin("127.0.0.1:8080", "null"), origin("127.0.0.1:8080", "")}) {
            var refused = catchThrowableOfType(HttpError.class, () -> gate.checkOrigin(foreign));
            assertThat(refused).as(foreign.toString()).isNotNull();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.getMessage()).contains("server.origins");
        }
    }

    @Test
    void forwardedHeadersAreBelievedFromTrustedProxiesOnly() throws UnknownHostException {
        var trusted = forwarded("10.1.2.3");
        assertThatCode(() -> gate.checkOrigin(trusted)).doesNotThrowAnyException();
        var stranger = forwarded("10.2.0.1");
        assertThat(catchThrowableOfType(HttpError.class, () -> gate.checkOrigin(stranger))).isNotNull();
    }

    @Test
    void theClientIsTheNearestHopThatIsNoBelievedProxy() throws UnknownHostException {
        assertThat(client("192.168.1.5", "6.6.6.6")).as("no proxy of ours").isEqualTo("192.168.1.5");
        assertThat(client("10.1.0.1", "6.6.6.6, 7.7.7.7")).isEqualTo("7.7.7.7");
        assertThat(client("10.1.0.1", "6.6.6.6", "7.7.7.7, 10.1.0.2")).isEqualTo("7.7.7.7");
        assertThat(client("10.1.0.1", "7.7.7.7:5000")).isEqualTo("7.7.7.7");
        assertThat(client("10.1.0.1", "6.6.6.6, nonsense, 10.1.0.2")).as("what no proxy writes ends it").isEqualTo("10.1.0.2");
        assertThat(client("10.1.0.1")).isEqualTo("10.1.0.1");
        assertThat(gate.client(null, List.of())).isEqualTo("an unknown address");
    }

    private String client(String peer, String... forwardedFor) throws UnknownHostException {
        return gate.client(InetAddress.getByName(peer), List.of(forwardedFor));
    }

    @Test
    void oneHouseholdIsOneClient() throws UnknownHostException {
        assertThat(client("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2::/64").isEqualTo(client("2001:db8:1:2::9"));
        assertThat(client("10.1.0.1", "[2001:db8:1:2::7]:443")).isEqualTo("2001:db8:1:2::/64");
        assertThat(client("127.0.0.2")).isEqualTo("this machine").isEqualTo(client("::1"));
    }

    @Test
    void networksContainTheirAddressesAlone() throws UnknownHostException {
        assertThat(Network.parse("10.0.0.0/9").contains(InetAddress.getByName("10.127.255.255"))).isTrue();
        assertThat(Network.parse("10.0.0.0/9").contains(InetAddress.getByName("10.128.0.0"))).isFalse();
        assertThat(Network.parse("::1").contains(InetAddress.getByName("::1"))).isTrue();
        assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.getByName("::1"))).isFalse();
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Network.parse("10.0.0.0/33"))).isNotNull();
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Network.parse("house"))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-,http://home.example.org/cams,cross-origin", "-,http://evil.example/,same-site",
        "-,-,same-site",
        "same-site,http://home.example.org/,cross-origin", "cross-site,http://home.example.org/,cross-origin"})
    void listedPagesShowPicturesWhateverTheBrowserSaysOfThem(@Nullable String site, @Nullable String page, String policy) {
        var gate = new Gate(List.of("http://home.example.org"), Set.of(), List.of(), false);
        assertThat(gate.checkEmbedding(new Gate.Fetch(site, "image", page))).isEqualTo(policy);
    }
}

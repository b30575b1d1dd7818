package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyRulesTest {
    private static final RelayAddress RELAY = RelayAddress.parse("https://relay.example");

    private static String proxy(RelayAddress relay, String... environment) {
        var map = new java.util.HashMap<String, String>();
        for (int i = 0; i < environment.length; i += 2) {
            map.put(environment[i], environment[i + 1]);
        }
        return new ProxyRules(map).to(relay).map(found -> found.kind() + " " + found).orElse("none");
    }

    @Test
    void schemeOfTheRelayChoosesTheVariable() {
        assertThat(proxy(RELAY, "HTTPS_PROXY", "http://one:3128", "HTTP_PROXY", "http://two:3128")).isEqualTo("HTTP one:3128");
        assertThat(proxy(RelayAddress.parse("http://relay.example"), "HTTPS_PROXY", "http://one:3128", "HTTP_PROXY",
                "http://two:3128")).isEqualTo("HTTP two:3128");
    }

    @Test
    void lowerCaseComesFirstAndAllProxyLast() {
        assertThat(proxy(RELAY, "HTTPS_PROXY", "http://one:1", "https_proxy", "two:2")).isEqualTo("HTTP two:2");
        assertThat(proxy(RELAY, "ALL_PROXY", "socks5://three:1080", "http_proxy", "four:4")).isEqualTo("SOCKS three:1080");
        assertThat(proxy(RELAY, "HTTPS_PROXY", " ", "all_proxy", "socks5h://five")).isEqualTo("SOCKS five:1080");
        assertThat(proxy(RELAY)).isEqualTo("none");
    }

    @Test
    void loginIsPercentDecodedAndNotShown() {
        var found = new ProxyRules(Map.of("https_proxy", "http://me%40home:p%3Aw%2F+@proxy.example:8080/")).to(RELAY)
                .orElseThrow();
        assertThat(found.user()).isEqualTo("me@home");
        assertThat(found.password()).isEqualTo("p:w/+");
        assertThat(found).hasToString("proxy.example:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example", ".example", "example", "*.example", "*", "relay.example:443", "a.b, relay.example",
        "a.b  relay.example"})
    void exemptionsMatch(String list) {
        assertThat(proxy(RELAY, "https_proxy", "http://one:1", "no_proxy", list)).isEqualTo("none");
        assertThat(proxy(RELAY, "https_proxy", "http://one:1", "NO_PROXY", list)).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other.example", "elay.example", "relay.example:8443", "10.0.0.0/8", "relay.example.org"})
    void exemptionsOfOthersDoNot(String list) {
        assertThat(proxy(RELAY, "https_proxy", "http://one:1", "no_proxy", list)).isEqualTo("HTTP one:1");
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.0.0.0/8, none", "10.1.2.3, 10.1.2.3, none", "10.1.2.3, 10.1.2.3:443, none",
        "11.1.2.3, 10.0.0.0/8, HTTP one:1",
        "10.1.2.3, 10.1.2.4, HTTP one:1", "10.1.2.3, relay.example, HTTP one:1", "[fd00::5], [fd00::5]:443, none",
        "[fd00::5], [fd00::5]:8443, HTTP one:1", "[fd00::5], fd00::/8, none", "[fd00::5], fd00::5, none",
        "[fe80::5], fd00::/8, HTTP one:1"})
    void addressesAreExemptByNetwork(String host, String list, String expected) {
        assertThat(proxy(RelayAddress.parse("https://" + host), "https_proxy", "http://one:1", "no_proxy", list))
                .isEqualTo(expected);
    }

    @Test
    void thisMachineIsReachedWithout() {
        assertThat(proxy(RelayAddress.parse("http://127.0.0.1:8080"), "http_proxy", "http://one:1")).isEqualTo("none");
        assertThat(proxy(RelayAddress.parse("https://localhost"), "all_proxy", "http://one:1")).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy:443", "socks4://proxy", "http://proxy:0", "http://proxy:70000", "http://me:secret1@"})
    void otherProxiesAreRefusedByNameOfTheVariableAlone(String value) {
        assertThatThrownBy(() -> proxy(RELAY, "HTTPS_PROXY", value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HTTPS_PROXY").hasMessageNotContaining("secret1");
    }

    @Test
    void portsAreThoseThatThereAre() {
        assertThat(proxy(RELAY, "https_proxy", "http://one:65535")).isEqualTo("HTTP one:65535");
        assertThatThrownBy(() -> proxy(RELAY, "https_proxy", "http://one:65536")).hasMessageContaining("names no proxy");
    }

    @Test
    void aLoginThatIsNotEncodedStandsAsItIs() {
        var found = new ProxyRules(Map.of("https_proxy", "http://me:100%zz@one:1")).to(RELAY).orElseThrow();
        assertThat(found.password()).isEqualTo("100%zz");
        assertThat(new ProxyRules(Map.of("https_proxy", "http://me@one:1")).to(RELAY).orElseThrow().password()).isEmpty();
    }
}

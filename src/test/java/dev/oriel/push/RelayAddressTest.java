package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayAddressTest {
    @ParameterizedTest
    @CsvSource({"https://relay.example, https://relay.example/", "https://relay.example/, https://relay.example/",
        "wss://relay.example:8443/cams/, https://relay.example:8443/cams/", "ws://127.0.0.1:8080, http://127.0.0.1:8080/",
        "HTTPS://Relay.Example:443, https://Relay.Example/", "http://[::1]:8080/a/b//, http://[::1]:8080/a/b/"})
    void addressIsReadInAnyOfItsForms(String text, String read) {
        assertThat(RelayAddress.parse(text)).hasToString(read);
    }

    @Test
    void pathsStandBelowThePrefix() {
        var relay = RelayAddress.parse("https://relay.example/cams/");
        assertThat(relay.edgePath()).isEqualTo("/cams/api/edge");
        assertThat(relay.edgeAddress()).hasToString("wss://relay.example/cams/api/edge");
        assertThat(RelayAddress.parse("http://[::1]:8080").edgeAddress()).hasToString("ws://[::1]:8080/api/edge");
        assertThat(relay.watchPage("door")).isEqualTo("https://relay.example/cams/watch/door");
        assertThat(RelayAddress.parse("https://relay.example").edgePath()).isEqualTo("/api/edge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example", "ftp://relay.example", "https://", "https://relay.example/?x=1",
        "https://relay.example/#x",
        "https://relay.example:99999"})
    void otherTextIsRefusedWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> RelayAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed: https://HOST");
    }

    @Test
    void loginInTheAddressIsRefusedAndNotShown() {
        assertThatThrownBy(() -> RelayAddress.parse("https://me:hunter22@relay.example")).hasMessageContaining("push.key")
                .hasMessageNotContaining("hunter22");
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:1, false", "http://127.0.0.2:1, false", "http://[::1]:1, false",
        "http://relay.localhost, false",
        "http://10.0.0.1, true", "http://relay.example, true", "http://127.0.0.1.example, true",
        "http://localhost.example, true"})
    void onlyThisMachineIsNotElsewhere(String text, boolean elsewhere) {
        assertThat(RelayAddress.parse(text).isElsewhere()).isEqualTo(elsewhere);
    }
}

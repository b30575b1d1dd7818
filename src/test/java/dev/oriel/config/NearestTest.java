package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {

    @ParameterizedTest
    @CsvSource({"server.prot,server.port", "sever.port,server.port", "server.origin,server.origins", "port,server.port",
        "server.trusted-proxies,server.trustedProxies", "Server.Port,server.port",
        "compat.hello_websocket,compat.hello-websocket",
        "compat.jsmpeg.inport,compat.jsmpeg.inPort", "viewers.staledAfter,viewers.stalledAfter", "log.levle,log.level"})
    void aSlipGetsTheKeyThatWasMeant(String key, String meant) {
        assertThat(Nearest.suggestion(key)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt.port", "database.url", "server.password", "compat.other.port", "recording", "x", ""})
    void whatIsFarFromEverythingGetsNoKey(String key) {
        assertThat(Nearest.suggestion(key)).doesNotContain("did you mean");
    }

    @Test
    void whatElseASectionHasIsTold() {
        assertThat(Nearest.suggestion("compat.other.port"))
                .isEqualTo("; compat has hello-websocket, pistreaming, jsmpeg, image-to-image");
        assertThat(Nearest.suggestion("mqtt.port")).isEmpty();
    }

    @Test
    void keysOfLaterVersionsAreNoSlips() {
        assertThat(Nearest.suggestion("renditions.h264")).contains("not there yet");
        assertThat(Nearest.ofCamera("door", "gopBytes")).contains("not there yet");
        assertThat(Keys.ONCE).noneMatch(key -> Nearest.suggestion(key.key()).contains("not there yet"));
        assertThat(Keys.CAMERA).noneMatch(key -> Nearest.ofCamera("a", key.key()).contains("not there yet"));
    }

    @Test
    void keysOfACameraAreComparedBehindItsName() {
        assertThat(Nearest.ofCamera("front-door", "url")).isEqualTo("; did you mean cameras.front-door.uri?");
        assertThat(Nearest.ofCamera("a", "mpeg.bitrat")).isEqualTo("; did you mean cameras.a.mpeg.bitrate?");
        for (var key : new String[]{"pw", "password", "user", "name", "host"}) {
            assertThat(Nearest.ofCamera("a", key)).as(key).isEmpty();
        }
    }

    @Test
    void namesOfTheEnvironmentAreToldAsNames() {
        assertThat(Nearest.variable("ORIEL_SEVER_PORT")).isEqualTo("; did you mean ORIEL_SERVER_PORT?");
        assertThat(Nearest.variable("ORIEL_SECRET")).isEmpty();
    }

    @Test
    void theNearestOfSeveralIsMeant() {
        assertThat(Nearest.suggestion("compat.jsmpeg.utPort")).isEqualTo("; did you mean compat.jsmpeg.outPort?");
    }

    @Test
    void keysOfASectionAreThoseBelowIt() {
        assertThat(Nearest.below("bus")).isEqualTo("bus.url, bus.caFile, bus.prefix, bus.plain");
    }
}

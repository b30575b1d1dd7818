package dev.oriel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {

    @ParameterizedTest
    @CsvSource({"http://cam,cam,80,/", "https://cam/,cam,443,/", "HTTP://Cam:8080?x=1,Cam,8080,/?x=1",
        "http://[::1]:81/a,::1,81,/a",
        "http://[fe80::1%25eth0]/,fe80::1%eth0,80,/", "http://cam:/a,cam,80,/a", "http://u:p/a,u,,", "http://cam/a#b,cam,80,/a",
        "http://cam/a b|{c}?q=%zz&x=[1]^`,cam,80,/a%20b|{c}?q=%zz&x=[1]^`", "http://cam/ä,cam,80,/%C3%A4",
        "http://cäm.example/,xn--cm-via.example,80,/"})
    void partsOfAnAddress(String text, String host, Integer port, String target) {
        if (port == null) {
            assertThatThrownBy(() -> HttpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        var address = HttpAddress.parse(text);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.target()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"http://me:p%40ss@cam/,me,p@ss", "http://me@cam/,me,''", "http://a%3Ab:c:d@cam/,a:b,c:d",
        "http://me:100%@cam/,me,100%", "http://me:%zz@cam/,me,%zz", "http://me:a@b@cam/,me,a@b"})
    void theLoginIsDecoded(String text, String user, String password) {
        var address = HttpAddress.parse(text);
        assertThat(address.login()).isEqualTo(new Login(user, password));
        assertThat(address.host()).isEqualTo("cam");
        assertThat(address.toString()).isEqualTo("http://cam/");
        assertThat(String.valueOf(address.login())).isEqualTo(user + ":***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://cam/", "cam/", "http:///a", "http://@/", "http://cam:0/", "http://cam:99999/", "http://:80/"})
    void notAnAddress(String text) {
        assertThatThrownBy(() -> HttpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"b.ts,http://cam:81/x/b.ts", "../b.ts?y,http://cam:81/b.ts?y", "/b,http://cam:81/b", "?z,http://cam:81/x/a?z",
        "//other/b,http://other/b", "https://other:1/b,https://other:1/b", "./b/./c/../d,http://cam:81/x/b/d",
        "../../../b,http://cam:81/b", "b:c.ts,", "2024-01-01T10:00.ts,http://cam:81/x/2024-01-01T10:00.ts", "file:///etc/passwd,",
        "file:/etc/passwd,", "data:text/plain;x,", "concat:a|b,", "crypto+https://a/b,", "' b c ',http://cam:81/x/b%20c",
        "b/..,http://cam:81/x/", "'',http://cam:81/x/a?q=/../1"})
    void references(String reference, String meaning) throws IOException {
        var base = HttpAddress.parse("http://me:secret@cam:81/x/a?q=/../1");
        if (meaning == null) {
            assertThatThrownBy(() -> base.resolve(reference)).isInstanceOf(IOException.class);
        } else {
            assertThat(base.resolve(reference)).hasToString(meaning);
        }
    }

    @Test
    void aLoginGoesToItsOwnHostOnlyAndNotFromTlsToTheClear() {
        var camera = HttpAddress.parse("http://me:secret@cam:81/");
        assertThat(HttpAddress.parse("http://CAM:81/x").mayUseLoginOf(camera)).isTrue();
        assertThat(HttpAddress.parse("https://cam/x").mayUseLoginOf(camera)).isTrue();
        assertThat(HttpAddress.parse("http://cam:82/x").mayUseLoginOf(camera)).isFalse();
        assertThat(HttpAddress.parse("http://other:81/x").mayUseLoginOf(camera)).isFalse();
        assertThat(HttpAddress.parse("http://cam:443/").mayUseLoginOf(HttpAddress.parse("https://cam/"))).isFalse();
    }

    @Test
    void aStreamsAddressHasItsOwnPorts() {
        assertThat(HttpAddress.rtsp("rtsp://camera/s").port()).isEqualTo(554);
        assertThat(HttpAddress.rtsp("rtsp://camera/s").secure()).isFalse();
        assertThat(HttpAddress.rtsp("RTSPS://camera/s").port()).isEqualTo(322);
        assertThat(HttpAddress.rtsp("rtsps://camera/s").secure()).isTrue();
        assertThatThrownBy(() -> HttpAddress.rtsp("http://camera/s")).hasMessage(
                "allowed: an address that begins with rtsp:// or rtsps://");
    }

    @Test
    void portsAreThoseThatThereAre() {
        assertThat(HttpAddress.parse("http://camera:1/").port()).isEqualTo(1);
        assertThat(HttpAddress.parse("http://camera:65535/").port()).isEqualTo(65535);
        for (var wrong : new String[]{"http://camera:0/", "http://camera:65536/"}) {
            assertThatThrownBy(() -> HttpAddress.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

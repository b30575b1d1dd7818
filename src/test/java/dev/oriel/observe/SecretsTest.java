package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The secret of these texts is the word that has `s3cret` in it.
class SecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "rtsp://admin:s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a/s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a#s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a?s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a@s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a:s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:12/s3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:a%2Fs3cret@cam/1 | rtsp://admin:***@cam/1",
        "rtsp://admin:s3cret@[fe80::1]:554/1 | rtsp://admin:***@[fe80::1]:554/1",
        "rtsp://admin@site.example:12/s3cret@cam/1 | rtsp://admin@site.example:***@cam/1",
        "https://s3cret@cam/1 | https://***@cam/1",
        "redis://:s3cret@bus:6379/1 | redis://:***@bus:6379/1",
        "rediss://oriel:x/s3cret@bus | rediss://oriel:***@bus",
        "admin:s3cret@192.168.1.20 | admin:***@192.168.1.20",
        "admin:a/s3cret@192.168.1.20 | admin:***@192.168.1.20",
        "open rtsp://a:s3cret@one and rtsp://b:s3cret@two | open rtsp://a:***@one and rtsp://b:***@two",
        "'rtsp://a:my s3cret@one' | 'rtsp://a:***@one'"})
    void passwordsInAddressesAreMasked(String text, String masked) {
        assertThat(Secrets.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://cam.lan:8080/path@2x.jpg", "http://192.168.1.20:80/a@b", "http://cam/video?mail=a@b",
        "http://[fe80::1]:8080/x@y", "rtsp://cam/stream1", "v4l2:/dev/video0?format=mjpeg&size=1920x1080",
        "file:clips/me@home.mp4?loop=true", "exec:ffmpeg -re -i me@home.mp4 -g 25 -preset fast -f mpegts -",
        "ended with status 3: no such device", "host not found", "wrong user or password (401)",
        "redis://[[USER]:PASSWORD@]HOST:PORT[/DATABASE]"})
    void whatIsNoSecretIsShown(String text) {
        assertThat(Secrets.mask(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://cam/v?user=me&pw=s3cret&w=1 | http://cam/v?user=me&pw=***&w=1",
        "http://cam/v?pwd=s3cret | http://cam/v?pwd=***",
        "http://cam/v?code=s3cret | http://cam/v?code=***",
        "http://cam/v?accessCode=s3cret | http://cam/v?accessCode=***",
        "http://cam/v?loginpas=s3cret | http://cam/v?loginpas=***",
        "http://cam/v?access_token=s3cret | http://cam/v?access_token=***",
        "http://cam/v?X-Amz-Signature=s3cret | http://cam/v?X-Amz-Signature=***",
        "http://cam/v?PASSWORD=a/s3cret;x,y | http://cam/v?PASSWORD=***",
        "http://cam/v?pass=a#s3cret | http://cam/v?pass=***",
        "http://cam/v?pass=a?s3cret | http://cam/v?pass=***",
        "http://cam/v?pass=s3cret#fps=2 | http://cam/v?pass=***#fps=2",
        "http://cam/v#token=s3cret | http://cam/v#token=***",
        "http://cam/v?codec=h264&encoder=x | http://cam/v?codec=h264&encoder=x"})
    void parametersAreMaskedByTheirNames(String text, String masked) {
        assertThat(Secrets.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "exec:grab --pass s3cret --size 3 | exec:grab --pass *** --size 3",
        "exec:grab --pass=s3cret --size 3 | exec:grab --pass=*** --size 3",
        "exec:grab --password 'a s3cret b' - | exec:grab --password '***' -",
        "exec:grab --password=\"a s3cret b\" - | exec:grab --password=\"***\" -",
        "exec:grab -p s3cret | exec:grab -p ***",
        "exec:grab --rtsp-pw s3cret | exec:grab --rtsp-pw ***",
        "exec:grab --api-key  s3cret | exec:grab --api-key  ***",
        "exec:curl -u me:s3cret http://cam/ | exec:curl -u me:*** http://cam/",
        "exec:curl --user 'me:a s3cret' http://cam/ | exec:curl --user 'me:***' http://cam/",
        "exec:curl -ume:s3cret http://cam/ | exec:curl -ume:*** http://cam/",
        "exec:curl -H 'Authorization: Basic s3cret' x | exec:curl -H 'Authorization: ***' x",
        "exec:curl -H 'X-Auth-Token: s3cret' x | exec:curl -H 'X-Auth-Token: ***' x",
        "exec:curl -H 'Cookie: a=1; session=s3cret' x | exec:curl -H 'Cookie: ***' x",
        "exec:curl -H \"authorization: Bearer s3cret\" x | exec:curl -H \"authorization: ***\" x",
        "exec:RTSP_PASS=s3cret grab | exec:RTSP_PASS=*** grab",
        "exec:RTSP_PASS='a s3cret' grab | exec:RTSP_PASS='***' grab",
        "exec:sshpass -ps3cret ssh cam | exec:sshpass -p*** ssh cam",
        "exec:gst-launch-1.0 rtspsrc user-id=me user-pw=s3cret ! x | exec:gst-launch-1.0 rtspsrc user-id=me user-pw=*** ! x",
        "sent Bearer s3cret to it | sent Bearer *** to it",
        "{\"user\":\"me\",\"password\":\"a s3cret\"} | {\"user\":\"me\",\"password\":\"***\"}",
        "login failed, password: s3cret | login failed, password: ***",
        "POST /ingest/s3cret/roof | POST /ingest/***/roof",
        "key orielkey_s3cret was refused | key *** was refused"})
    void wordsOfCommandsAndHeadersAreMasked(String text, String masked) {
        assertThat(Secrets.mask(text)).isEqualTo(masked);
    }

    @Test
    void anAddressThatStandsAloneMayHaveBlanksInIt() {
        assertThat(Secrets.maskAddress("rtsp://admin:my s3cret word@cam/1")).isEqualTo("rtsp://admin:***@cam/1");
        assertThat(Secrets.maskAddress("rtsp://admin:it's \"s3cret\"@cam/1")).isEqualTo("rtsp://admin:***@cam/1");
        assertThat(Secrets.maskAddress("rtsp://admin:s3cret/1")).isEqualTo("rtsp://admin:***/1");
        assertThat(Secrets.maskAddress("rtsp:admin:s3cret@cam/1")).isEqualTo("rtsp:***@cam/1");
        assertThat(Secrets.maskAddress("exec:grab --pass s3cret")).isEqualTo("exec:grab --pass ***");
        assertThat(Secrets.maskAddress("file:me@home.mp4")).isEqualTo("file:me@home.mp4");
    }

    @Test
    void whatIsKnownToBeSecretIsMaskedWhereverItStands() {
        var known = Secrets.in("exec:grab --pass s3cret 'rtsp://me:p%2Fq@cam/'");
        assertThat(known).contains("s3cret", "p%2Fq", "p/q");
        assertThat(Secrets.mask("cam said no to me/s3cret and p/q", known)).isEqualTo("cam said no to me/*** and ***");
        assertThat(Secrets.mask("the program is up", List.of("p", "up"))).isEqualTo("the program is ***");
    }

    @Test
    void noPasswordOfAnyLettersIsSeen() {
        var random = new Random(7);
        var letters = "abXY09/#?@:%&=+;,!'\" .-_$*()[]{}|\\~^<>";
        for (int i = 0; i < 5_000; i++) {
            var password = new StringBuilder("Q7");
            for (int length = random.nextInt(8); length >= 0; length--) {
                password.append(letters.charAt(random.nextInt(letters.length())));
            }
            var secret = password.append("Z9").toString();
            assertThat(Secrets.maskAddress("rtsp://admin:" + secret + "@cam.lan:554/s?x=1")).isEqualTo(
                    "rtsp://admin:***@cam.lan:554/s?x=1");
            var quoted = secret.replace("'", "");
            for (var command : List.of("grab 'rtsp://admin:" + quoted + "@cam/1' -x", "grab --pass '" + quoted + "' -x",
                    "grab --pass='" + quoted + "' -x", "PASS='" + quoted + "' grab", "curl -u 'me:" + quoted + "' -x",
                    "curl -H 'Authorization: Basic " + quoted + "' -x")) {
                assertThat(Secrets.mask(command)).as(command).doesNotContain("Q7", "Z9").contains("***");
            }
            var word = quoted.replaceAll("[\\s\"&<>]", "");
            for (var words : List.of("http://cam/v?user=me&pw=" + word + "&z=1", "grab --pass " + word + " -x",
                    "no rtsp://admin:" + word + "@cam.lan:554/s: refused")) {
                assertThat(Secrets.mask(words)).as(words).doesNotContain("Q7", "Z9").contains("***");
            }
        }
    }

    @Test
    void maskingTwiceIsMaskingOnce() {
        for (var text : List.of("rtsp://me:***@cam/", "exec:x --pass *** -H 'Cookie: ***'", "http://cam/?pw=***&a=1")) {
            assertThat(Secrets.mask(text)).isEqualTo(text);
        }
    }

    @Test
    void aLineOfTheLogKeepsItsWordsAndLosesItsPasswords() {
        assertThat(Secrets.maskLine("key: lost: rtsp://a:x/s3cret@cam/?pw=s3cret gave 401")).isEqualTo(
                "key: lost: rtsp://a:***@cam/?pw=*** gave 401");
        assertThat(Secrets.maskLine("front-pin: lost: no permission")).isEqualTo("front-pin: lost: no permission");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "cameras.door.passwd", "rtspPassword", "user-pw", "pin", "apikey", "API_KEY", "auth",
        "stream.key", "otp", "session_id", "psk", "Passwort"})
    void namesOfSecretsAreKnown(String name) {
        assertThat(Secrets.isSecretName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.port", "keyint", "key-frame", "codec", "author", "compass.width", "monitor", "spin", "encode",
        "title", "opinion", "keyboard"})
    void otherNamesAreNot(String name) {
        assertThat(Secrets.isSecretName(name)).isFalse();
    }

    /// They took a stack frame for each letter, or a time that grew with the square of their length.
    @ParameterizedTest
    @ValueSource(strings = {"http://cam.example/live?auth=#a", "a-", "a:,", "-ua,", "x-key-", "://", "a=\"", "bearer ", "a.a'",
        "\"a\":"})
    void aLongTextIsMaskedInTime(String part) {
        int many = part.indexOf('#');
        var text = many >= 0 ? part.substring(0, many) + "a".repeat(60_000) : part.repeat(60_000 / part.length());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(Secrets.mask(text)).hasSizeLessThan(10_000);
            assertThat(Secrets.maskAddress("http://" + text)).hasSizeLessThan(10_000);
            assertThat(Secrets.maskLine(text)).hasSizeLessThan(10_000);
            assertThat(Secrets.in("curl " + text.substring(0, 5000))).isNotNull();
        });
    }

    @Test
    void aLongTextOfShortLinesIsKept() {
        var text = "one line with password=secret\n".repeat(1000).strip();
        assertThat(Secrets.mask(text)).isEqualTo("one line with password=***\n".repeat(1000).strip());
    }
}

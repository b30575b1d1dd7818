package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
    private final Problems problems = new Problems();

    private Map<String, String> read(String text) {
        var values = new TreeMap<String, String>();
        YamlFile.parse("oriel.yaml", text, problems).forEach((key, value) -> values.put(key, value.text()));
        return values;
    }

    private String refused(String text) {
        read(text);
        return String.join("\n", problems.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server:\n  port: 8080\t# comment\n  host: x\n", "server:\t# comment\n  port: 8080\n  host: x\n",
        "server:\n  port:\t8080\n  host:\t \"x\"\t# c\n", "\t# first\n \t \nserver:\t\n  port: 8080 \t\n\t# c\n  host: 'x'\t#\n",
        "server:\r\n  port: 8080\t# comment\r\n  host: x\r\n", "server: {port:\t8080,\thost: x}\t# c\n"})
    void tabsBetweenWordsAndBeforeCommentsAreRead(String text) {
        assertThat(read(text)).containsExactlyInAnyOrderEntriesOf(Map.of("server.port", "8080", "server.host", "x"));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void tabsInQuotesStay() {
        assertThat(read("a: \"x\t#y\"\t# z\nb: 'x\ty'\n")).containsEntry("a", "x\t#y").containsEntry("b", "x\ty");
    }

    @Test
    void tabsInFrontAreToldWithLineAndRemedy() {
        assertThat(refused("server:\n\tport: 1\n")).contains("oriel.yaml line 2", "a tab", "spaces");
    }

    @Test
    void blocksAreTakenOverAndOwnKeysAreStronger() {
        var values = read("""
                x-defaults: &defaults
                  fps: 15
                  linger: 1m
                x-big: &big {size: 1280x720, fps: 5}
                cameras:
                  door: &door
                    <<: *defaults
                    uri: "test:"
                    fps: 10
                  yard:
                    <<: [*door, *big]
                    title: Yard
                """);
        assertThat(problems.lines()).isEmpty();
        assertThat(values).containsEntry("cameras.door.fps", "10").containsEntry("cameras.door.linger", "1m")
                .containsEntry("cameras.yard.uri", "test:").containsEntry("cameras.yard.fps", "10")
                .containsEntry("cameras.yard.size", "1280x720").containsEntry("cameras.yard.title", "Yard");
        assertThat(values.keySet()).noneMatch(key -> key.startsWith("x-") || key.contains("<<"));
    }

    @Test
    void as256CamerasMayShareOneBlock() {
        var text = new StringBuilder("x-all: &all {fps: 5}\ncameras:\n");
        for (int i = 0; i < 256; i++) {
            text.append("  c").append(i).append(": {<<: *all, uri: \"test:\"}\n");
        }
        assertThat(read(text.toString())).hasSize(3 * 256);
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void aliasesThatMultiplyEnd() {
        var text = new StringBuilder("a: &a {k: v}\n");
        for (char name = 'b'; name < 'h'; name++) {
            text.append(name).append(": &").append(name).append(" {");
            for (int i = 0; i < 20; i++) {
                text.append(i == 0 ? "" : ", ").append('k').append(i).append(": *").append((char) (name - 1));
            }
            text.append("}\n");
        }
        assertThat(refused(text.toString())).contains("more than 20000 values");
        assertThat(refused("a: &a\n  <<: *a\n")).contains("nested too deeply");
    }

    @Test
    void aListOfCamerasIsToldWithLineAndForm() {
        assertThat(refused("server: {port: 1}\ncameras:\n  - name: door\n    uri: \"test:\"\n")).contains(
                "cameras (oriel.yaml line 3)",
                "a list", "front-door");
        assertThat(refused("- door\n")).contains("oriel.yaml line 1", "a list");
    }

    @Test
    void aListWithOtherThanWordsIsTold() {
        assertThat(refused("server:\n  origins:\n    - {a: b}\n")).contains("server.origins (oriel.yaml line 3)", "a list",
                "words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cameras:\n  door:\n", "cameras:\n  door: ~\n", "cameras: {door: {}}\n",
        "cameras:\n  door:\n    #uri: x\n",
        "cameras.door:\n"})
    void aCameraOfNothingButItsNameIsRemembered(String text) {
        assertThat(read(text)).containsEntry("cameras.door", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "server: {port: 1}~server: {host: x} | server (oriel.yaml line 2): stands there twice, first oriel.yaml line 1",
        "cameras:~  a: {uri: x}~  a: {uri: y} | a (oriel.yaml line 3): stands there twice, first oriel.yaml line 2",
        "server: {port: 1}~server.port: 2 | server.port (oriel.yaml line 2): stands there twice, first oriel.yaml line 1"})
    void whatStandsTwiceIsToldWithBothLines(String text, String problem) {
        assertThat(refused(text.replace('~', '\n'))).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "server:~  port: 80~  host~ | line 3: no colon behind a key",
        "a: 'x~b: 2~ | line 1: a quote that begins here does not end",
        "uri: @s3cret | line 1: found character '@' that cannot start any token; a value that begins with it needs quotes",
        "uri: *s3cret | line 1: found undefined alias; a value that begins with * needs quotes",
        "server:~  port: 80~ host: x | line 3: this line is not indented as those around it",
        "a: 1~---~b: 2 | line 2: but found another document",
        "a: 1~b: x\u0007y | line 2: the character U+0007 is not allowed"})
    void whatTheParserSaysIsPutInWordsAndRepeatsNoValue(String text, String problem) {
        assertThat(refused(text.replace('~', '\n'))).contains("oriel.yaml " + problem).doesNotContain("s3cret");
    }

    @Test
    void nothingIsNoSetting() {
        for (var text : new String[]{"", "\n", "# only a comment\n", "---\n", "{}\n", "server:\n", "cameras:\n"}) {
            assertThat(read(text)).as(text).isEmpty();
        }
        assertThat(problems.lines()).isEmpty();
    }
}

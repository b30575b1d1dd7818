package dev.oriel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
    private static final String TEXT = "title: Höf\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void textIsReadWithAndWithoutAByteOrderMark(String charset) throws IOException {
        assertThat(TextFile.decode(TEXT.getBytes(Charset.forName(charset)))).isEqualTo(TEXT);
        assertThat(TextFile.decode(("\uFEFF" + TEXT).getBytes(Charset.forName(charset)))).isEqualTo(TEXT);
    }

    @Test
    void nothingIsNothing() throws IOException {
        assertThat(TextFile.decode(new byte[0])).isEmpty();
        assertThat(TextFile.decode(new byte[]{'a'})).isEqualTo("a");
        assertThat(TextFile.decode("\uFEFF".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void bytesOfAnotherTimeAreToldWithLineLetterAndRemedy() {
        var bytes = ("# first\n" + TEXT).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> TextFile.decode(bytes)).isInstanceOf(IOException.class)
                .hasMessage("line 2: the byte 0xF6 is no UTF-8 (in Windows-1252 or Latin-1 it is \"ö\"): save the file as UTF-8");
    }

    @Test
    void whatCannotBeReadIsNotEmpty() throws IOException {
        assertThat(TextFile.readIfThere(folder.resolve("nothing"))).isNull();
        assertThatThrownBy(() -> TextFile.readIfThere(folder)).hasMessage("is a directory");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
        assertThatThrownBy(() -> TextFile.readIfThere(link)).hasMessage("the link leads nowhere");
        assertThatThrownBy(() -> TextFile.read(folder.resolve("nothing"))).hasMessage("no such file");
    }
}

package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramWordTest {
    @Test
    void commandsBeginAsTheUserTypesThemAndNothingElseChanges() {
        assertThat(ProgramWord.in("import './oriel-camera.js'; // ./oriel user add NAME, ./oriel --host", "oriel"))
                .isEqualTo("import './oriel-camera.js'; // oriel user add NAME, oriel --host");
    }

    @Test
    void aCheckoutHasTheWordOfTheDocumentation() {
        assertThat(ProgramWord.in("./oriel doctor")).isEqualTo("./oriel doctor");
    }
}

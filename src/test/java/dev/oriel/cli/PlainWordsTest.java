package dev.oriel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Plain words mean what the library takes them for.
class PlainWordsTest {

    static Stream<Supplier<Often>> often() {
        return Stream.of(ServeCommand::new, RecordCommand::new, PushCommand::new);
    }

    @ParameterizedTest
    @MethodSource("often")
    void everyOptionIsTakenAsTheLibraryTakesIt(Supplier<Often> often) {
        for (var option : options(often)) {
            check(often, given(option, "value", false));
            check(often, given(option, "value", true));
        }
    }

    @ParameterizedTest
    @MethodSource("often")
    void allOptionsTogetherAreTaken(Supplier<Often> often) {
        var words = new ArrayList<String>();
        for (var option : options(often)) {
            words.addAll(given(option, "a=" + words.size(), words.size() % 2 == 0));
            if (option.isMultiValue()) {
                words.addAll(given(option, "b=2", false));
            }
        }
        check(often, words);
    }

    @Test
    void noWordsArePlain() {
        check(ServeCommand::new, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-V", "--port", "--port=", "--port -1", "--port 1 --port 2", "--prot 1", "8080",
        "--port 1 2", "--port @file",
        "@file", "--bus-only=true", "--bus-only --bus-only", "-- --port 1", "--port \"1\"", "--bus-only --port --host x",
        "--host --port 8080 0.0.0.0"})
    void otherWordsAreLeftToTheLibrary(String words) {
        var plain = new PlainWords(words.split(" "));
        new ServeCommand().take(plain);
        assertThat(plain.areTaken()).isFalse();
    }

    @Test
    void aPathThatIsNoneIsLeftToTheLibrary() {
        var plain = new PlainWords("--data", "a\0b");
        new ServeCommand().take(plain);
        assertThat(plain.areTaken()).isFalse();
    }

    private static void check(Supplier<Often> often, List<String> words) {
        var plain = new PlainWords(words.toArray(String[]::new));
        var taken = often.get();
        taken.take(plain);
        assertThat(plain.areTaken()).as("%s", words).isTrue();
        var parsed = often.get();
        new CommandLine(parsed).parseArgs(words.toArray(String[]::new));
        assertThat(taken).as("%s", words).usingRecursiveComparison().ignoringFields("ending").isEqualTo(parsed);
    }

    private static List<OptionSpec> options(Supplier<Often> often) {
        return new CommandLine(often.get()).getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp()).toList();
    }

    private static List<String> given(OptionSpec option, String value, boolean joined) {
        var name = option.longestName();
        if (option.arity().max() == 0) {
            return List.of(name);
        }
        return joined ? List.of(name + "=" + value) : List.of(name, value);
    }
}

package dev.oriel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    private static final MachineNames NAMELESS = new MachineNames(Set.of(), Set.of());

    @ParameterizedTest
    @CsvSource({"https://cam.example.org,cam.example.org", "http://Cam.Example.org:8080,cam.example.org", "cam,cam",
        "cam.lan:8443,cam.lan"})
    void originsAndNamesGiveTheirHost(String origin, String name) {
        assertThat(CertificateNames.of(NAMELESS, List.of(origin)).dns()).containsExactlyInAnyOrder("localhost", name);
    }

    @ParameterizedTest
    @CsvSource({"https://192.0.2.7:8443,192.0.2.7", "https://[2001:db8::7]:8443,2001:db8:0:0:0:0:0:7",
        "2001:db8::7,2001:db8:0:0:0:0:0:7",
        "192.0.2.7,192.0.2.7"})
    void addressesAreNoNames(String origin, String address) {
        var names = CertificateNames.of(NAMELESS, List.of(origin));
        assertThat(names.dns()).containsExactly("localhost");
        assertThat(names.addresses()).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0", "::", "under_score", "-dash", "two..dots", "' '", "*.example.org", "naïve"})
    void whatNoCertificateCanSayIsLeftOut(String host) {
        assertThat(CertificateNames.of(NAMELESS, List.of(host))).isEqualTo(CertificateNames.of(NAMELESS, List.of()));
    }

    @Test
    void aMachineWithThousandsOfAddressesGetsACertificateThatClientsStillTake() {
        var many = IntStream.range(0, 5000).mapToObj(i -> InetAddress.ofLiteral("10.1." + i / 250 + "." + (i % 250 + 1)))
                .collect(Collectors.toSet());
        var names = CertificateNames.of(new MachineNames(Set.of(), many), List.of());
        assertThat(names.addresses()).hasSizeLessThan(210);
        assertThat(CertificateNames.of(new MachineNames(Set.of(), Set.copyOf(many)), List.of())).isEqualTo(names);
    }

    @Test
    void namesBelowAPermittedOneArePermitted() {
        var names = CertificateNames.of(NAMELESS, List.of("a.local", "local", "alocal", "cam.example.org"));
        assertThat(names.within(List.of("local", "localhost")).dns()).containsExactly("a.local", "local", "localhost");
    }
}

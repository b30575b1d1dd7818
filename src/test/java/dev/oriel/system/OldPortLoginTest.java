package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.Role;
import dev.oriel.testing.FreePorts;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The login's cookie on the ports of old programs: good for the pages of each port of this server, and for no others.
class OldPortLoginTest {
    @Test
    void thePagesOfAllPortsOfThisServerMayUseTheCookie() throws Exception {
        int socket = FreePorts.next();
        int page = FreePorts.next();
        try (var oriel = RunningOriel.with("compat.pistreaming.port", Integer.toString(socket), "compat.pistreaming.httpPort",
                Integer.toString(page)); var visitor = new Visitor(oriel.port())) {
            oriel.camera("door").publish();
            Visitor.account(oriel, "ann", Role.ADMIN);
            visitor.logIn("ann", Visitor.PASSWORD);
            for (int port : List.of(oriel.port(), page, socket)) {
                assertThat(upgraded(socket, visitor, "http://127.0.0.1:" + port)).isEqualTo(101);
            }
            for (var origin : List.of("http://127.0.0.1:9", "https://evil.example", "null")) {
                assertThat(upgraded(socket, visitor, origin)).isIn(401, 403);
            }
        }
    }

    private static int upgraded(int port, Visitor visitor, String origin) throws Exception {
        try (var connection = RawConnection.to(port)) {
            return connection.upgrade("/", "Cookie: " + visitor.cookie(), "Origin: " + origin).status();
        }
    }
}

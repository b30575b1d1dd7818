package dev.oriel.doctor;

import dev.oriel.config.ListeningPort;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Checks of each port of the settings: free, or the program that has it.
final class PortFindings {
    private static final int FIRST_ORDINARY = 1024;

    private PortFindings() {
    }

    static List<Check> checks(Examined examined, Machine machine) {
        var all = new ArrayList<Check>();
        for (var port : examined.settings().ports()) {
            if (port.port() != 0) { // any free one
                all.add(new Check(subject(port), () -> List.of(port(port, machine))));
            }
        }
        return all;
    }

    private static String subject(ListeningPort port) {
        return port.key() + " " + port.port();
    }

    private static Finding port(ListeningPort port, Machine machine) {
        var subject = subject(port);
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(port.host()), port.port()));
            return Finding.ok(subject, "free");
        } catch (UnknownHostException e) {
            return Finding.problem(subject, "there is no address " + port.host(),
                    "server.host: an address of this machine, or 0.0.0.0");
        } catch (BindException e) {
            return refused(port, machine, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Finding.problem(subject, "it cannot be had: " + e.getMessage(), "another port");
        }
    }

    private static Finding refused(ListeningPort port, Machine machine, String words) {
        var subject = subject(port);
        if (words.contains("Permission denied") && port.port() < FIRST_ORDINARY) {
            return Finding.problem(subject, "this user may not have a port below 1024",
                    "a port of 1024 or more, or sudo sysctl net.ipv4.ip_unprivileged_port_start=" + port.port());
        }
        if (words.contains("Cannot assign")) {
            return Finding.problem(subject, port.host() + " is no address of this machine",
                    "server.host: an address of this machine, or 0.0.0.0");
        }
        var holders = machine.programs().listening(port.port());
        if (holders.stream().anyMatch(RunningPrograms.Program::isOriel)
                || (holders.isEmpty() && OrielProbe.answers(port.port()))) {
            return Finding.ok(subject, (holders.isEmpty() ? "Oriel" : RunningPrograms.words(holders)) + " listens there");
        }
        return Finding.problem(subject,
                (holders.isEmpty() ? "a program of another user" : RunningPrograms.words(holders)) + " listens there",
                "end it, or another port" + (holders.isEmpty() ? "; sudo oriel doctor names it" : ""));
    }
}
